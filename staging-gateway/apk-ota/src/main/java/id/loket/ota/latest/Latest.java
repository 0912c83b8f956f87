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
    @Schema(description = "the lowest API level of Android it runs on", examples = "23") int minSdk,
    String notes,
    Instant releasedAt,
    @Schema(description = "whom this was told, if they said who they are") String device,
    @Schema(description = "what the phone asked with: the proof that this is no old answer")
        String nonce,
    @Schema(description = "when this was said, or a little earlier") Instant issuedAt,
    @Schema(description = "after it, this is not to be believed any more") Instant expiresAt) {

  /** To whom it is said, and when. */
  record Question(String device, String nonce, Instant issuedAt, Instant expiresAt) {}

  static Latest of(Releases.Offered offered, URI url, Question question) {
    var release = offered.release();
    return new Latest(
        release.versionCode(),
        release.versionName(),
        release.minVersionCode(),
        release.sha256(),
        release.size(),
        url,
        offered.rollout(),
        release.minSdk(),
        release.notes(),
        release.releasedAt(),
        question.device(),
        question.nonce(),
        question.issuedAt(),
        question.expiresAt());
  }
}
