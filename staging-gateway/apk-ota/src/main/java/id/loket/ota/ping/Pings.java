package id.loket.ota.ping;

import id.loket.kit.http.Sha256;
import id.loket.ota.release.OtaConfig;
import id.loket.ota.release.Releases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What phones say of updates, and what follows from it. */
@Startup // its counters are there before anything happens
@Singleton
public class Pings {
  private final PingStore store;
  private final Releases releases;
  private final OtaConfig config;
  private final Clock clock;
  private final ConcurrentMap<Long, Counted> counted = new ConcurrentHashMap<>();
  private final Map<Outcome, Counter> taken = new EnumMap<>(Outcome.class);

  Pings(PingStore store, Releases releases, OtaConfig config, Clock clock, MeterRegistry metrics) {
    this.store = store;
    this.releases = releases;
    this.config = config;
    this.clock = clock;
    for (Outcome outcome : Outcome.values()) {
      taken.put(
          outcome,
          Counter.builder("loket.apk.pings")
              .description("what phones said of updates")
              .tag("outcome", outcome.title())
              .register(metrics));
    }
  }

  /**
   * Takes note of how an update went. When too many devices fail, the release is halted before this
   * is answered.
   *
   * @param device what tells it from others; kept as a digest
   * @return fails with {@code release-not-found}
   */
  Uni<Void> take(long versionCode, Outcome outcome, String device, String reason) {
    String name = Sha256.ofText(device).hex();
    return releases
        .failuresSince(versionCode)
        .chain(
            since ->
                store
                    .put(versionCode, outcome, since, name, reason)
                    .invoke(() -> taken.get(outcome).increment())
                    .chain(isNew -> look(versionCode, outcome, since, isNew)));
  }

  /** What was counted in the bucket, and what came here since. */
  private record Counted(Tally tally, Instant failuresSince, Instant at) {}

  /**
   * Goes on counting where the last count ended: only now and then, and before a release is halted,
   * all are counted, so that a failure costs the same however many phones there are. What other
   * replicas took is seen with the next count.
   */
  private Uni<Void> look(long versionCode, Outcome outcome, Instant since, boolean isNew) {
    Counted before =
        counted.computeIfPresent(
            versionCode,
            (version, known) ->
                isNew
                    ? new Counted(known.tally.plus(outcome), known.failuresSince, known.at)
                    : known);
    if (outcome == Outcome.INSTALLED) {
      return Uni.createFrom().voidItem();
    }
    boolean isFresh =
        before != null
            && before.failuresSince.equals(since)
            && before.at.plus(config.countedFor()).isAfter(clock.instant());
    return isFresh && !isAlarming(before.tally)
        ? Uni.createFrom().voidItem()
        : haltIfAlarming(versionCode);
  }

  private boolean isAlarming(Tally tally) {
    return tally.isAlarming(config.mostFailures(), config.fewestReports());
  }

  /** How an update went so far; fails with {@code release-not-found}. */
  Uni<Tally> tally(long versionCode) {
    return releases
        .failuresSince(versionCode)
        .chain(
            since ->
                store
                    .tally(versionCode, since)
                    .invoke(
                        tally ->
                            counted.put(versionCode, new Counted(tally, since, clock.instant()))));
  }

  private Uni<Void> haltIfAlarming(long versionCode) {
    return tally(versionCode)
        .chain(
            tally ->
                isAlarming(tally)
                    ? releases.haltForFailures(versionCode)
                    : Uni.createFrom().voidItem());
  }
}
