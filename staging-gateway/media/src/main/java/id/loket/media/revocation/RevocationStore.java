package id.loket.media.revocation;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.s3.ObjectBucket;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/** What is known of revoked devices, beside the pictures: a replica that begins knows it too. */
@Singleton
class RevocationStore {
  private static final String KEY = "devices/revoked.json";

  private final ObjectBucket bucket;
  private final TolerantJson json;

  RevocationStore(ObjectBucket bucket, TolerantJson json) {
    this.bucket = bucket;
    this.json = json;
  }

  /** What was written last; nothing before the first time. */
  Uni<Set<UUID>> read() {
    return bucket
        .text(KEY)
        .map(found -> found.map(text -> json.read(text, Known.class).devices()).orElse(Set.of()));
  }

  Uni<Void> write(Set<UUID> devices) {
    return bucket.put(KEY, json.write(new Known(devices)), "application/json");
  }

  @RegisterForReflection // native: kept as JSON
  record Known(Set<UUID> devices) {}
}
