package id.loket.ota.latest;

import id.loket.ota.release.Releases;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.URI;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a phone should have. */
@Schema(description = "the version this device should have")
@RegisterForReflection // native: written before it is signed
public record Latest(
    @Schema(examples = "42") long versionCode,
    @Schema(examples = "4.2.0") String versionName,
    @Schema(description = "below it nobody logs in online", examples = "40") long minVersionCode,
    @Schema(description = "of the file, in hexadecimal digits") String sha256,
    @Schema(description = "in bytes", examples = "48210944") long size,
    @Schema(description = "where the file is") URI url,
    @Schema(description = "offered to how many of a hundred devices", examples = "25") int rollout,
    String notes,
    Instant releasedAt) {

  static Latest of(Releases.Offered offered, URI url) {
    var release = offered.release();
    return new Latest(
        release.versionCode(),
        release.versionName(),
        release.minVersionCode(),
        release.sha256(),
        release.size(),
        url,
        offered.rollout(),
        release.notes(),
        release.releasedAt());
  }
}
