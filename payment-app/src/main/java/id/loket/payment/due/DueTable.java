package id.loket.payment.due;

import id.loket.kit.work.Jobs;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What has to be looked at, and when. Whoever changes something that leads to further work
 * announces it here first; so whatever a crash leaves half-way is found by a {@link DueSweep}, at a
 * cost that what is finished does not raise.
 */
@Singleton
public class DueTable {
  private final DueStore store;
  private final Replicas replicas;
  private final DueConfig config;
  private final Jobs jobs;
  private final MeterRegistry metrics;

  DueTable(DueStore store, Replicas replicas, DueConfig config, Jobs jobs, MeterRegistry metrics) {
    this.store = store;
    this.replicas = replicas;
    this.config = config;
    this.jobs = jobs;
    this.metrics = metrics;
  }

  /**
   * Where a look at all that is open goes on.
   *
   * @param place null for the beginning of that shard
   */
  public record Cursor(int shard, Place place) {
    public static final Cursor START = new Cursor(0, null);
  }

  /**
   * Some of all that is open.
   *
   * @param next where it goes on, or null at the end
   */
  public record Open(List<Due> entries, Cursor next) {}

  /** When to look at work that somebody begins at that time. */
  public Instant after(Instant begun) {
    return begun.plus(config.grace()).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * When to announce work for that somebody begins at that time: as {@link #after} says, but never
   * in the past, where it may have been looked at for the last time.
   */
  public Instant announced(Instant begun) {
    Instant now = Instant.now();
    Instant at = after(begun);
    return at.isAfter(now) ? at : after(now);
  }

  /**
   * When to look again at what is still open now: the same for all who ask within a span, so that
   * one thing has one entry in each.
   */
  public static Instant nextLook(String subject, Duration span, Instant now) {
    long length = span.toMillis();
    long offset = Math.floorMod(subject.hashCode(), length);
    long slot = Math.floorDiv(now.toEpochMilli() - offset, length) + 1;
    return Instant.ofEpochMilli(slot * length + offset);
  }

  /**
   * Announces everything an invoice may have open: after a conditional write that was refused,
   * which may have completed one of somebody else that got no answer and was given up.
   */
  public Uni<Void> announceAnything(String invoiceNumber) {
    Instant at = after(Instant.now());
    return announce(
        Stream.of(DueKind.EVENT, DueKind.ATTEMPT, DueKind.DELIVERY)
            .map(kind -> new Due(kind, at, invoiceNumber))
            .toList());
  }

  /** Announces. */
  public Uni<Void> announce(Collection<Due> entries) {
    if (entries.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    jobs.knowsOfWork();
    return Uni.join()
        .all(entries.stream().map(store::insert).toList())
        .andFailFast()
        .replaceWithVoid();
  }

  /**
   * Announces something and then does it. What took so long that the entries may have been looked
   * at for the last time meanwhile is announced once more.
   */
  public <T> Uni<T> before(Supplier<List<Due>> entries, Supplier<Uni<T>> change) {
    long begun = System.nanoTime();
    return announceInTime(entries)
        .chain(change::get)
        .call(() -> isLate(begun) ? announce(entries.get()) : Uni.createFrom().voidItem());
  }

  private Uni<Void> announceInTime(Supplier<List<Due>> entries) {
    long begun = System.nanoTime();
    return announce(entries.get())
        .chain(() -> isLate(begun) ? announceInTime(entries) : Uni.createFrom().voidItem());
  }

  private boolean isLate(long begun) {
    return System.nanoTime() - begun > config.settledAfter().toNanos() / 2;
  }

  /** The sweep of a kind; a feature has one, and runs it now and then. */
  public DueSweep sweep(DueKind kind, Function<List<Due>, Uni<Void>> handler) {
    return new DueSweep(
        kind,
        handler,
        store,
        () -> replicas.sharesOf(kind),
        new DueSweep.Pace(() -> jobs.knewOfWorkWithin(config.lively()), jobs::knowsOfWork),
        config,
        metrics);
  }

  /**
   * Entries of everything that may be open, shard by shard: from the marks on, and what is
   * announced for later. What is finished is among them only as far as it is recent.
   *
   * @param horizon how far into the future entries are announced at most
   */
  public Uni<Open> open(DueKind kind, Cursor from, Duration horizon, int limit) {
    Instant end = Instant.now().plus(horizon);
    return store
        .marks(kind)
        .map(marks -> marks.getOrDefault(from.shard(), DueSweep.beginning()))
        .map(mark -> start(from.place(), mark))
        .chain(start -> open(kind, from.shard(), start, end, limit));
  }

  private static Place start(Place place, Instant mark) {
    return place == null || place.isBefore(mark) ? Place.before(mark) : place;
  }

  private Uni<Open> open(DueKind kind, int shard, Place behind, Instant end, int limit) {
    if (!behind.isBefore(end)) {
      Cursor next = shard + 1 < DueLayout.SHARDS ? new Cursor(shard + 1, null) : null;
      return Uni.createFrom().item(new Open(List.of(), next));
    }
    Instant bucket = DueLayout.bucketOf(behind.at());
    return store
        .page(kind, shard, bucket, behind, end, limit)
        .chain(
            entries ->
                entries.isEmpty()
                    ? open(kind, shard, Place.before(bucket.plus(DueLayout.BUCKET)), end, limit)
                    : Uni.createFrom()
                        .item(
                            new Open(entries, new Cursor(shard, Place.behind(entries.getLast())))));
  }
}
