package id.loket.report.testing;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Endpoint;
import id.loket.local.Server;
import id.loket.local.server.S3Buckets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Looks into report-app's bucket. */
public final class Bucket {
  private static final String NAME = "loket-reports";

  /** What lies under a key. */
  public Optional<byte[]> get(String key) {
    return buckets().get(NAME, key);
  }

  /** Where the variants of a photo and its staged bytes would be. */
  public static List<String> keys(UUID report, UUID media) {
    String folder = "reports/" + report + "/" + media + "/";
    return List.of("staging/" + media, folder + "original", folder + "thumb", folder + "web");
  }

  /** How many objects there are of a photo. */
  public long count(UUID report, UUID media) {
    return keys(report, media).stream().filter(key -> get(key).isPresent()).count();
  }

  private static S3Buckets buckets() {
    Endpoint s3 = LocalStackResource.stack().endpoint(Server.S3);
    return new S3Buckets(s3);
  }
}
