package id.loket.media.item;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;

/** Pictures kept and shown, there from the start so that what never happened shows as 0. */
@Startup // its counters are there before anything happens
@Singleton
class PictureMeters {
  private final Counter stored;
  private final Counter repeated;
  private final Counter refused;
  private final Counter bytes;
  private final Map<Variant, Counter> shown = new EnumMap<>(Variant.class);

  PictureMeters(MeterRegistry metrics) {
    this.stored = kept(metrics, "stored");
    this.repeated = kept(metrics, "repeated");
    this.refused = kept(metrics, "refused");
    this.bytes =
        Counter.builder("loket.picture.bytes")
            .description("bytes of pictures that were asked for")
            .register(metrics);
    for (Variant variant : Variant.values()) {
      shown.put(
          variant,
          Counter.builder("loket.pictures.shown")
              .description("pictures that were asked for")
              .tag("variant", variant.title())
              .register(metrics));
    }
  }

  private static Counter kept(MeterRegistry metrics, String outcome) {
    return Counter.builder("loket.pictures")
        .description("pictures by what became of them")
        .tag("outcome", outcome)
        .register(metrics);
  }

  void kept(boolean isNew) {
    (isNew ? stored : repeated).increment();
  }

  void refused() {
    refused.increment();
  }

  void shown(Variant variant, long size) {
    shown.get(variant).increment();
    bytes.increment(size);
  }
}
