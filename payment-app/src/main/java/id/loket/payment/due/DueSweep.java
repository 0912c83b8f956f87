package id.loket.payment.due;

import id.loket.kit.event.Transient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Looks at what is due, in order, in the shards that are this replica's; until nothing is left.
 *
 * <p>Every entry is looked at twice: as soon as its time has come, and again when its time lies so
 * far back that nothing can be written there any more. The second look catches what came in behind
 * the first: an entry of a replica whose clock is late, a change that took its time. Only then the
 * shard's mark moves on, and nobody looks there again. A handler therefore finishes what it is
 * given, or announces it for a later time.
 *
 * <p>Whether there is anything to look at is one question for all shards. While nobody here knows
 * of work it is asked every few seconds only.
 */
public final class DueSweep {
  private static final Logger LOG = Logger.getLogger(DueSweep.class);
  private static final int PAGE = 200;
  private static final int SHARDS_TOGETHER = 4;
  private static final int MARKED_AT_REST_EVERY = 10;
  private static final Duration BROKEN_AGAIN_AFTER = Duration.ofHours(1);
  // Longer than entries live: where a shard without a mark begins.
  private static final Duration LONGEST_LIFE = Duration.ofDays(40);

  private final DueKind kind;
  private final Function<List<Due>, Uni<Void>> handler;
  private final DueStore store;
  private final Supplier<List<Integer>> shares;
  private final Pace pace;
  private final DueConfig config;
  private final Counter reads;
  private final Counter entries;
  private final Map<Integer, Progress> shards = new ConcurrentHashMap<>();
  private volatile long next = System.nanoTime();

  /**
   * What decides how often is looked.
   *
   * @param isLively whether somebody here has known of work lately
   * @param knowsOfWork called when there is some
   */
  record Pace(BooleanSupplier isLively, Runnable knowsOfWork) {}

  DueSweep(
      DueKind kind,
      Function<List<Due>, Uni<Void>> handler,
      DueStore store,
      Supplier<List<Integer>> shares,
      Pace pace,
      DueConfig config,
      MeterRegistry metrics) {
    this.kind = kind;
    this.handler = handler;
    this.store = store;
    this.shares = shares;
    this.pace = pace;
    this.config = config;
    this.reads = counter(metrics, "loket.due.reads", "questions of sweeps to the due table");
    this.entries = counter(metrics, "loket.due.entries", "entries of the due table looked at");
  }

  private Counter counter(MeterRegistry metrics, String name, String what) {
    return Counter.builder(name).description(what).tag("kind", kind.name()).register(metrics);
  }

  /** How far one shard has been looked at; used by one run at a time. */
  private static final class Progress {
    private Place seen;
    private Place settled;
    private Instant nextSettling = Instant.EPOCH;
    private Instant nextMark = Instant.EPOCH;

    Progress(Instant mark) {
      seen = Place.before(mark);
      settled = Place.before(mark);
    }

    private boolean settlesAt(Instant now) {
      return !now.isBefore(nextSettling);
    }
  }

  static Instant beginning() {
    return Instant.now().minus(LONGEST_LIFE).truncatedTo(ChronoUnit.HOURS);
  }

  /**
   * Looks at everything that is due now, unless it is at rest and has looked lately. A handler's
   * failure that will pass by itself ends it for that shard, and the next run goes on there.
   *
   * @return fails with one of those failures
   */
  public Uni<Void> run() {
    boolean rests = !pace.isLively().getAsBoolean() && System.nanoTime() - next < 0;
    return rests ? Uni.createFrom().voidItem() : look(shares.get());
  }

  private Uni<Void> look(List<Integer> mine) {
    shards.keySet().retainAll(mine);
    if (mine.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return begin(mine)
        .chain(() -> found(mine, Instant.now().truncatedTo(ChronoUnit.MILLIS)))
        .chain(found -> sweepAll(mine, found))
        .invoke(() -> next = System.nanoTime() + config.atRest().toNanos());
  }

  /**
   * What there is to look at in all shards together.
   *
   * @param isDue whether there is anything for a first look
   * @param isSettled whether there is anything for a second one
   */
  private record Found(Instant now, boolean isDue, boolean isSettled) {}

  private Uni<Found> found(List<Integer> mine, Instant now) {
    List<Progress> all = mine.stream().map(shards::get).toList();
    List<Progress> settling = all.stream().filter(each -> each.settlesAt(now)).toList();
    return Uni.combine()
        .all()
        .unis(
            isAny(mine, all.stream().map(each -> each.seen), now),
            isAny(mine, settling.stream().map(each -> each.settled), settledUntil(now)))
        .with((isDue, isSettled) -> new Found(now, isDue, isSettled))
        .invoke(
            found -> {
              if (found.isDue()) {
                pace.knowsOfWork().run();
              }
            });
  }

  /** Whether there is anything behind the first of these places; false when there are none. */
  private Uni<Boolean> isAny(List<Integer> mine, Stream<Place> from, Instant until) {
    Instant first = from.map(Place::at).min(Comparator.naturalOrder()).orElse(until);
    if (!first.isBefore(until)) {
      return Uni.createFrom().item(false);
    }
    List<Instant> buckets = Stream.of(first, until).map(DueLayout::bucketOf).distinct().toList();
    if (buckets.getFirst().plus(DueLayout.BUCKET).isBefore(buckets.getLast())) {
      return Uni.createFrom().item(true); // so far behind it goes hour by hour
    }
    reads.increment();
    return store.isAny(kind, mine, buckets, first, until);
  }

  private Uni<Void> sweepAll(List<Integer> mine, Found found) {
    return Multi.createFrom()
        .iterable(mine)
        .onItem()
        .transformToUni(shard -> sweep(shard, found))
        .collectFailures()
        .merge(SHARDS_TOGETHER)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> begin(List<Integer> mine) {
    return shards.keySet().containsAll(mine)
        ? Uni.createFrom().voidItem()
        : store
            .marks(kind)
            .invoke(
                marks ->
                    mine.forEach(
                        shard ->
                            shards.computeIfAbsent(
                                shard,
                                none -> new Progress(marks.getOrDefault(shard, beginning())))))
            .replaceWithVoid();
  }

  private Uni<Void> sweep(int shard, Found found) {
    Progress progress = shards.get(shard);
    Instant now = found.now();
    return pass(found.isDue(), shard, progress.seen, now, place -> progress.seen = place)
        .chain(
            () ->
                progress.settlesAt(now)
                    ? settle(shard, progress, found)
                    : Uni.createFrom().voidItem());
  }

  /**
   * The mark of a shard in which nothing happens moves seldom: whoever takes it over reads more.
   */
  private Uni<Void> settle(int shard, Progress progress, Found found) {
    Instant now = found.now();
    boolean marks = found.isSettled() || !now.isBefore(progress.nextMark);
    return pass(
            found.isSettled(),
            shard,
            progress.settled,
            settledUntil(now),
            place -> progress.settled = place)
        .call(
            () ->
                marks
                    ? store.mark(kind, shard, progress.settled.at())
                    : Uni.createFrom().voidItem())
        .invoke(
            () -> {
              progress.nextSettling = now.plus(config.settleEvery());
              if (marks) {
                progress.nextMark =
                    now.plus(config.settleEvery().multipliedBy(MARKED_AT_REST_EVERY));
              }
            });
  }

  private Instant settledUntil(Instant now) {
    return now.minus(config.settledAfter());
  }

  /**
   * Looks at everything before a time, if there is anything in any shard, and says how far it has
   * come, also when it fails.
   */
  private Uni<Void> pass(
      boolean isAny, int shard, Place from, Instant until, Consumer<Place> reached) {
    if (isAny) {
      return pass(shard, from, until, reached);
    }
    if (from.isBefore(until)) {
      reached.accept(Place.before(until));
    }
    return Uni.createFrom().voidItem();
  }

  private Uni<Void> pass(int shard, Place from, Instant until, Consumer<Place> reached) {
    AtomicReference<Place> place = new AtomicReference<>(from);
    return Multi.createBy()
        .repeating()
        .uni(() -> step(shard, place.get(), until).invoke(place::set).invoke(reached))
        .whilst(next -> next.isBefore(until))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Place> step(int shard, Place from, Instant until) {
    if (!from.isBefore(until)) {
      return Uni.createFrom().item(from);
    }
    Instant bucket = DueLayout.bucketOf(from.at());
    Instant end = bucket.plus(DueLayout.BUCKET);
    reads.increment();
    return store
        .page(kind, shard, bucket, from, until, PAGE)
        .call(found -> found.isEmpty() ? Uni.createFrom().voidItem() : handle(found))
        .map(found -> next(found, end.isBefore(until) ? end : until));
  }

  private static Place next(List<Due> found, Instant end) {
    return found.size() < PAGE ? Place.before(end) : Place.behind(found.getLast());
  }

  /** One that cannot be handled never holds up the others; it is looked at again later. */
  private Uni<Void> handle(List<Due> found) {
    entries.increment(found.size());
    return Uni.createFrom()
        .deferred(() -> handler.apply(found))
        .onFailure(failure -> !Transient.is(failure))
        .recoverWithUni(
            failure ->
                found.size() == 1
                    ? putOff(found.getFirst(), failure)
                    : Multi.createFrom()
                        .iterable(found)
                        .onItem()
                        .transformToUniAndConcatenate(due -> handle(List.of(due)))
                        .toUni()
                        .replaceWithVoid());
  }

  private Uni<Void> putOff(Due due, Throwable failure) {
    LOG.errorf("%s of %s is left for later: %s", due.kind(), due.subject(), failure.toString());
    LOG.debug("Why it is left", failure);
    return store.insert(
        due.at(DueTable.nextLook(due.subject(), BROKEN_AGAIN_AFTER, Instant.now())));
  }
}
