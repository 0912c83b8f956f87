package id.loket.ota.ping;

import id.loket.kit.http.Sha256;
import id.loket.ota.release.OtaConfig;
import id.loket.ota.release.Releases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** What phones say of updates, and what follows from it. */
@Startup // its counters are there before anything happens
@Singleton
public class Pings {
  private final PingStore store;
  private final Releases releases;
  private final OtaConfig config;
  private final Map<Outcome, Counter> taken = new EnumMap<>(Outcome.class);

  Pings(PingStore store, Releases releases, OtaConfig config, MeterRegistry metrics) {
    this.store = store;
    this.releases = releases;
    this.config = config;
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
        .chain(since -> store.put(versionCode, outcome, since, name, reason))
        .invoke(() -> taken.get(outcome).increment())
        .chain(
            () ->
                outcome == Outcome.FAILED
                    ? haltIfAlarming(versionCode)
                    : Uni.createFrom().voidItem());
  }

  /** How an update went so far; fails with {@code release-not-found}. */
  Uni<Tally> tally(long versionCode) {
    return releases.failuresSince(versionCode).chain(since -> store.tally(versionCode, since));
  }

  private Uni<Void> haltIfAlarming(long versionCode) {
    return tally(versionCode)
        .chain(
            tally ->
                tally.isAlarming(config.mostFailures(), config.fewestReports())
                    ? releases.haltForFailures(versionCode)
                    : Uni.createFrom().voidItem());
  }
}
