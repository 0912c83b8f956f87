package id.loket.ota.ping;

import id.loket.kit.s3.ObjectBucket;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ping-backs in S3: one object per version, outcome and device, so that a repeat changes nothing.
 */
@Singleton
class PingStore {
  private final ObjectBucket bucket;

  PingStore(ObjectBucket bucket) {
    this.bucket = bucket;
  }

  /** Takes note; what the device said last counts, with its time. */
  Uni<Void> put(long versionCode, Outcome outcome, String device, String reason) {
    return bucket.put(folder(versionCode, outcome) + device, reason, "text/plain");
  }

  /** Counts devices; failures since then. */
  Uni<Tally> tally(long versionCode, Instant failuresSince) {
    return bucket
        .list(folder(versionCode, Outcome.INSTALLED))
        .chain(
            installed ->
                bucket
                    .list(folder(versionCode, Outcome.FAILED))
                    .map(
                        failed ->
                            Tally.of(
                                devices(installed, Instant.EPOCH),
                                devices(failed, failuresSince))));
  }

  private static Set<String> devices(List<ObjectBucket.Entry> entries, Instant since) {
    return entries.stream()
        .filter(entry -> !entry.modified().isBefore(since))
        .map(entry -> entry.key().substring(entry.key().lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }

  private static String folder(long versionCode, Outcome outcome) {
    return "pings/%010d/%s/".formatted(versionCode, outcome.title());
  }
}
