package id.loket.kit.work;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.shutdown.WorkUnderWay.Taken;
import id.loket.kit.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes what is due and does it, item by item. An item that fails, throws or hangs ends alone:
 * those beside it and the next run go on. A server that is away is told once. Told to end, it
 * begins nothing more and gives back at once what it took and did not begin.
 *
 * <p>Made by {@link Jobs}, set up in a constructor, called by a timer ({@link #run}) and by whoever
 * knows of new work ({@link #wake}). Each item is done in a trace and a log context of its own.
 *
 * @param <T> one thing to do, usually its id
 */
public final class Sweep<T> {
  private static final int FEW = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name;
  private final Supplier<Uni<List<T>>> take;
  private final Function<T, Uni<?>> each;
  private final Traces traces;
  private final WorkUnderWay work;
  private final Runnable knowsOfWork;
  private final Counter takenUp;
  private final Counter failed;
  private final OutageLog takes;
  private final OutageLog items;
  private final SingleFlight runs = new SingleFlight(this::sweep);

  private int atOnce = FEW;
  private int batch = Integer.MAX_VALUE;
  private Duration limit = PATIENCE;
  private Function<T, String> traceparent = item -> null;
  private Function<T, Uni<Void>> handBack = item -> Uni.createFrom().voidItem();
  private BiFunction<T, Throwable, Uni<Void>> whenFailed =
      (item, failure) -> Uni.createFrom().voidItem();

  Sweep(
      String name,
      Class<?> where,
      Supplier<Uni<List<T>>> take,
      Function<T, Uni<?>> each,
      Traces traces,
      WorkUnderWay work,
      Runnable knowsOfWork,
      Counter takenUp,
      Counter failed) {
    this.name = name;
    this.take = take;
    this.each = each;
    this.traces = traces;
    this.work = work;
    this.knowsOfWork = knowsOfWork;
    this.takenUp = takenUp;
    this.failed = failed;
    this.takes = new OutageLog(where, "Nothing is taken by the sweep " + name);
    this.items = new OutageLog(where, "The sweep " + name + " leaves work for later");
  }

  /** How many items are done at a time; 10 unless said. */
  public Sweep<T> atOnce(int most) {
    atOnce = most;
    return this;
  }

  /**
   * The most that is taken at once: when as much was taken, and some of it was done, more is taken
   * without waiting for the timer.
   */
  public Sweep<T> batch(int most) {
    batch = most;
    return this;
  }

  /** How long an item may take before it is taken for failed; a minute unless said. */
  public Sweep<T> limit(Duration most) {
    limit = most;
    return this;
  }

  /** The trace an item belongs to; one without ({@code null}) begins its own. */
  public Sweep<T> in(Function<T, String> itsTraceparent) {
    traceparent = itsTraceparent;
    return this;
  }

  /**
   * What makes an item that was taken due for the other replicas at once, when this one is told to
   * end before it was done. Needed by whoever takes with a lease.
   */
  public Sweep<T> handingBack(Function<T, Uni<Void>> way) {
    handBack = way;
    return this;
  }

  /**
   * What becomes of an item that failed, usually a later time to try again. Needed wherever items
   * that fail could fill what is taken at once, and so keep others from being taken.
   */
  public Sweep<T> whenFailed(BiFunction<T, Throwable, Uni<Void>> way) {
    whenFailed = way;
    return this;
  }

  /** Asks for a run now, because there is work. */
  public void wake() {
    knowsOfWork.run();
    runs.wake();
  }

  /**
   * Asks for a run.
   *
   * @return completes when a run that began now or later has ended; never fails
   */
  public Uni<Void> run() {
    return runs.run();
  }

  private Uni<Void> sweep() {
    return work.isEnding()
        ? Uni.createFrom().voidItem()
        : takeSome().chain(again -> again ? sweep() : Uni.createFrom().voidItem());
  }

  /** Whether there may be more that can be done. */
  private Uni<Boolean> takeSome() {
    return traces
        .aside(() -> take.get().ifNoItem().after(limit).fail())
        .invoke(takes::worked)
        .onFailure()
        .invoke(takes::failed)
        .chain(this::doAll);
  }

  private Uni<Boolean> doAll(List<T> found) {
    takenUp.increment(found.size());
    AtomicInteger done = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Taken> taken = found.stream().map(item -> work.take(() -> handBack.apply(item))).toList();
    return Multi.createFrom()
        .range(0, found.size())
        .onItem()
        .transformToUni(n -> doOne(found.get(n), taken.get(n), done, failure))
        .merge(atOnce)
        .collect()
        .last()
        .invoke(() -> tell(found.size(), failure.get()))
        .replaceWith(() -> found.size() >= batch && done.get() > 0);
  }

  private Uni<Void> doOne(
      T item, Taken taken, AtomicInteger done, AtomicReference<Throwable> failure) {
    return taken
        .begin(
            () ->
                traces.continued(
                    traceparent.apply(item),
                    "sweep " + name,
                    SpanKind.INTERNAL,
                    () -> each.apply(item).ifNoItem().after(limit).fail().replaceWithVoid()))
        .invoke(done::incrementAndGet)
        .onFailure()
        .recoverWithUni(
            why -> {
              failed.increment();
              failure.compareAndSet(null, why);
              return whenFailed.apply(item, why);
            })
        .onFailure()
        .recoverWithNull(); // not put off either: it is due again when its lease ends
  }

  private void tell(int count, Throwable failure) {
    if (failure != null) {
      items.failed(failure);
    } else if (count > 0) {
      items.worked();
    }
  }
}
