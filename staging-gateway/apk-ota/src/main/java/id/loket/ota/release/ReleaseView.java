package id.loket.ota.release;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A release as administrators see it. */
@Schema(description = "a version of the app, and who gets it")
public record ReleaseView(
    @Schema(examples = "42") long versionCode,
    @Schema(examples = "4.2.0") String versionName,
    @Schema(description = "the lowest version that may still log in", examples = "40")
        long minVersionCode,
    @Schema(description = "the lowest API level of Android it runs on", examples = "23") int minSdk,
    String packageName,
    String sha256,
    @Schema(description = "in bytes") long size,
    @Schema(description = "SHA-256 of the certificate it is signed with") String signer,
    String notes,
    Instant releasedAt,
    @Schema(description = "offered to how many of a hundred devices") int rollout,
    boolean halted,
    @Schema(description = "failure-rate or by-hand; absent when it is not halted")
        String haltReason,
    Instant changedAt) {

  static ReleaseView of(Catalogue.Entry entry) {
    Release release = entry.release();
    Course course = entry.course();
    return new ReleaseView(
        release.versionCode(),
        release.versionName(),
        release.minVersionCode(),
        release.minSdk(),
        release.packageName(),
        release.sha256(),
        release.size(),
        release.signer(),
        release.notes(),
        release.releasedAt(),
        course.rollout(),
        course.halted(),
        course.reason(),
        course.changedAt());
  }
}
