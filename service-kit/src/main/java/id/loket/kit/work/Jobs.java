package id.loket.kit.work;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the background work of a service. */
@Singleton
public class Jobs {
  private final Traces traces;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;
  private volatile long knewOfWorkAt = System.nanoTime();

  Jobs(Traces traces, WorkUnderWay work, MeterRegistry metrics) {
    this.traces = traces;
    this.work = work;
    this.metrics = metrics;
  }

  /**
   * Work that is one piece.
   *
   * @param where whose log tells that it does not work
   * @param trouble what that means, as a sentence for operators: {@code Events wait}
   * @param task one run
   */
  public Job job(Class<?> where, String trouble, Supplier<Uni<Void>> task) {
    return new Job(task, new OutageLog(where, trouble), traces, work, this::knowsOfWork);
  }

  /**
   * Work of many pieces.
   *
   * @param name what it takes up, in kebab case: the label of its metrics
   * @param where whose log tells of its troubles
   * @param take looks for what is due; other replicas may look at the same time
   * @param each does one item, outside of any transaction of {@code take}
   */
  public <T> Sweep<T> sweep(
      String name, Class<?> where, Supplier<Uni<List<T>>> take, Function<T, Uni<?>> each) {
    return new Sweep<>(
        name,
        where,
        take,
        each,
        traces,
        work,
        this::knowsOfWork,
        taken(name),
        counter("loket.sweep.failures", "taken up by a sweep and left for later", name));
  }

  /**
   * The counter of what a job takes up that is no {@link Sweep}, because it does many things in one
   * transaction, or finds them one after the other.
   *
   * @param name what it takes up, in kebab case
   */
  public Counter taken(String name) {
    return counter("loket.sweep.items", "taken up by a sweep", name);
  }

  /** Notes that there is work now, so that what follows from it is looked for often for a while. */
  public void knowsOfWork() {
    knewOfWorkAt = System.nanoTime();
  }

  /** Whether somebody here has known of work within that time; a start counts as such. */
  public boolean knewOfWorkWithin(Duration time) {
    return System.nanoTime() - knewOfWorkAt < time.toNanos();
  }

  /** There from the start, so that nothing taken up shows as 0. */
  private Counter counter(String meter, String what, String sweep) {
    return Counter.builder(meter).description(what).tag("sweep", sweep).register(metrics);
  }
}
