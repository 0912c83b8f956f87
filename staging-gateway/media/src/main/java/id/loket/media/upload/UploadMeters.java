package id.loket.media.upload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of uploads, there from the start so that what never happened shows as 0. */
@Startup // its counters are there before anything happens
@Singleton
class UploadMeters {
  private final Counter begun;
  private final Counter finished;
  private final Counter refused;
  private final Counter ended;
  private final Counter expired;
  private final Counter busy;
  private final Counter brokenOff;
  private final Counter bytes;
  private final AtomicInteger underWay = new AtomicInteger();

  UploadMeters(MeterRegistry metrics) {
    this.begun = counter(metrics, "begun");
    this.finished = counter(metrics, "finished");
    this.refused = counter(metrics, "refused");
    this.ended = counter(metrics, "given-up");
    this.expired = counter(metrics, "expired");
    this.busy = counter(metrics, "busy");
    this.brokenOff = counter(metrics, "broken-off");
    this.bytes =
        Counter.builder("loket.upload.bytes")
            .description("bytes of uploads that are safe in S3")
            .register(metrics);
    metrics.gauge("loket.uploads.underway", underWay);
  }

  private static Counter counter(MeterRegistry metrics, String outcome) {
    return Counter.builder("loket.uploads")
        .description("uploads by what became of them")
        .tag("outcome", outcome)
        .register(metrics);
  }

  void begun() {
    begun.increment();
  }

  /** It became a picture. */
  void finished() {
    finished.increment();
  }

  /** It was whole and no picture. */
  void refused() {
    refused.increment();
  }

  /** Its sender did not want it any more. */
  void ended() {
    ended.increment();
  }

  /** Nobody finished it in time, or in few enough pieces. */
  void expired() {
    expired.increment();
  }

  /** Its sender was told to come again, because too many send at once. */
  void busy() {
    busy.increment();
  }

  /** The connection broke; its sender goes on later. */
  void brokenOff() {
    brokenOff.increment();
  }

  void stored(long size) {
    bytes.increment(size);
  }

  void receiving() {
    underWay.incrementAndGet();
  }

  void received() {
    underWay.decrementAndGet();
  }
}
