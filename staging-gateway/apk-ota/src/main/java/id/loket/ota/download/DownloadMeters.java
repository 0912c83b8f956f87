package id.loket.ota.download;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** Downloads, there from the start so that what never happened shows as 0. */
@Startup // its counters are there before anything happens
@Singleton
class DownloadMeters {
  private final Counter whole;
  private final Counter part;
  private final Counter unchanged;
  private final Counter brokenOff;
  private final Counter bytes;
  private final AtomicInteger underWay = new AtomicInteger();

  DownloadMeters(MeterRegistry metrics) {
    this.whole = counter(metrics, "whole");
    this.part = counter(metrics, "part");
    this.unchanged = counter(metrics, "unchanged");
    this.brokenOff = counter(metrics, "broken-off");
    this.bytes =
        Counter.builder("loket.apk.bytes")
            .description("bytes of releases that were sent to their end")
            .register(metrics);
    metrics.gauge("loket.apk.downloads.underway", underWay);
  }

  private static Counter counter(MeterRegistry metrics, String outcome) {
    return Counter.builder("loket.apk.downloads")
        .description("downloads by how they ended")
        .tag("outcome", outcome)
        .register(metrics);
  }

  /** The phone has it already. */
  void unchanged() {
    unchanged.increment();
  }

  void begun() {
    underWay.incrementAndGet();
  }

  /** All of what was asked for is sent. */
  void sent(boolean isWhole, long size) {
    underWay.decrementAndGet();
    (isWhole ? whole : part).increment();
    bytes.increment(size);
  }

  void brokenOff() {
    underWay.decrementAndGet();
    brokenOff.increment();
  }
}
