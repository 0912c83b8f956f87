package id.loket.ota.release;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/**
 * Releases, and how far the newest of them is rolled out, as this replica read it last. There from
 * the start, so that what never happened shows as 0.
 */
@Startup // its counters are there before anything happens
@Singleton
class ReleaseMeters {
  private final MeterRegistry metrics;
  private final Counter released;
  private final Counter repeated;
  private final Counter refused;
  private final Counter haltedByItself;
  private volatile Catalogue.Entry newest;

  ReleaseMeters(MeterRegistry metrics) {
    this.metrics = metrics;
    this.released = counter("released");
    this.repeated = counter("repeated");
    this.refused = counter("refused");
    this.haltedByItself =
        Counter.builder("loket.apk.halts")
            .description("releases halted because too many devices failed")
            .register(metrics);
    gauge("loket.apk.newest.version", entry -> entry.release().versionCode());
    gauge("loket.apk.newest.rollout", entry -> entry.course().rollout());
    gauge("loket.apk.newest.halted", entry -> entry.course().halted() ? 1 : 0);
  }

  private Counter counter(String outcome) {
    return Counter.builder("loket.apk.releases")
        .description("files that were to be released, by what became of them")
        .tag("outcome", outcome)
        .register(metrics);
  }

  private void gauge(String name, ToDoubleFunction<Catalogue.Entry> value) {
    metrics.gauge(
        name,
        this,
        meters -> {
          Catalogue.Entry entry = meters.newest;
          return entry == null ? 0 : value.applyAsDouble(entry);
        });
  }

  void made(boolean isNew) {
    (isNew ? released : repeated).increment();
  }

  void refused() {
    refused.increment();
  }

  void haltedByItself() {
    haltedByItself.increment();
  }

  void read(Catalogue catalogue) {
    newest = catalogue.entries().isEmpty() ? null : catalogue.entries().getFirst();
  }
}
