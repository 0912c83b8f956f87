package id.loket.ota.ping;

import id.loket.kit.s3.ObjectBucket;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ping-backs in S3: one object per version, outcome and device, so that a repeat changes nothing.
 * Failures lie in a folder for the time since which they count: no clock of the store's is asked
 * which of them came later.
 */
@Singleton
class PingStore {
  private final ObjectBucket bucket;

  PingStore(ObjectBucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Takes note, once; whether the device had not said it before.
   *
   * @param failuresSince since when failures of this version count
   */
  Uni<Boolean> put(
      long versionCode, Outcome outcome, Instant failuresSince, String device, String reason) {
    return bucket.putNew(
        folder(versionCode, outcome, failuresSince) + device,
        reason.getBytes(StandardCharsets.UTF_8),
        "text/plain");
  }

  /** Counts devices; failures since then. */
  Uni<Tally> tally(long versionCode, Instant failuresSince) {
    return devices(versionCode, Outcome.INSTALLED, failuresSince)
        .chain(
            installed ->
                devices(versionCode, Outcome.FAILED, failuresSince)
                    .map(failed -> Tally.of(installed, failed)));
  }

  private Uni<Set<String>> devices(long versionCode, Outcome outcome, Instant failuresSince) {
    return bucket
        .list(folder(versionCode, outcome, failuresSince))
        .map(
            entries ->
                entries.stream()
                    .map(entry -> entry.key().substring(entry.key().lastIndexOf('/') + 1))
                    .collect(Collectors.toSet()));
  }

  private static String folder(long versionCode, Outcome outcome, Instant failuresSince) {
    String folder = "pings/%010d/%s/".formatted(versionCode, outcome.title());
    return outcome == Outcome.FAILED ? folder + failuresSince.toEpochMilli() + "/" : folder;
  }
}
