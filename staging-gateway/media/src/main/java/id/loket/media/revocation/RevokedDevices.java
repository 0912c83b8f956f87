package id.loket.media.revocation;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Which devices nothing is taken of any more, although their tokens have not ended (ADR 17). It is
 * learned from collector every few seconds and kept in S3: while collector is away, and after a
 * restart, what was known goes on to hold, and nobody waits for collector.
 */
@Singleton
class RevokedDevices {
  private static final Logger LOG = Logger.getLogger(RevokedDevices.class);

  private final RevocationStore store;
  private final CollectorClient collector;
  private final AtomicReference<Set<UUID>> known = new AtomicReference<>();

  /** What is in S3, as far as this replica knows: another one writes the same. */
  private final AtomicReference<Set<UUID>> written = new AtomicReference<>();

  private final Clock clock;
  private volatile Instant learnedAt;

  RevokedDevices(
      RevocationStore store, CollectorClient collector, Clock clock, MeterRegistry metrics) {
    this.store = store;
    this.collector = collector;
    this.clock = clock;
    this.learnedAt = clock.instant();
    metrics.gauge("loket.revoked.devices", known, RevokedDevices::count);
    metrics.gauge("loket.revocations.age.seconds", this, RevokedDevices::age);
  }

  private static double count(AtomicReference<Set<UUID>> known) {
    Set<UUID> devices = known.get();
    return devices == null ? Double.NaN : devices.size();
  }

  /** Since the process began, when it has learned nothing yet: an alert would overlook a gap. */
  private double age() {
    return Duration.between(learnedAt, clock.instant()).toSeconds();
  }

  /**
   * Whether a device is one of them.
   *
   * @return fails with {@code media-store-unavailable} (503) when nothing is known yet and S3 is
   *     away: there are no pictures either then
   */
  Uni<Boolean> contain(UUID device) {
    Set<UUID> devices = known.get();
    return (devices == null ? remembered() : Uni.createFrom().item(devices))
        .map(found -> found.contains(device));
  }

  /** Asks collector; when it does not answer, nothing changes. */
  @Scheduled(
      every = "${loket.revocation.every:10s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> learn() {
    return (known.get() == null ? remembered() : Uni.createFrom().item(known.get()))
        .chain(before -> collector.revoked())
        .chain(this::replace)
        .onFailure()
        .invoke(failure -> LOG.debugf("What is known of revoked devices stays: %s", failure))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Set<UUID>> remembered() {
    return store
        .read()
        .map(
            devices -> {
              // What collector said meanwhile is newer.
              if (known.compareAndSet(null, devices)) {
                written.set(devices);
              }
              return known.get();
            });
  }

  private Uni<Void> replace(Set<UUID> now) {
    Set<UUID> devices = Set.copyOf(now);
    known.set(devices);
    learnedAt = clock.instant();
    return devices.equals(written.get())
        ? Uni.createFrom().voidItem()
        : store.write(devices).invoke(() -> written.set(devices));
  }
}
