package id.loket.ota.release;

import id.loket.kit.http.Sha256;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A version of the app, as it was uploaded. It never changes; who gets it is its {@link Course}.
 *
 * @param minVersionCode the lowest version that may still log in once this one is offered
 * @param minSdk the lowest API level of Android it runs on; 0 of one that was released before this
 *     was looked at
 * @param signer the SHA-256 of the certificate it is signed with
 */
@RegisterForReflection // native: kept as JSON
public record Release(
    String packageName,
    long versionCode,
    String versionName,
    long minVersionCode,
    int minSdk,
    String sha256,
    long size,
    String signer,
    String notes,
    Instant releasedAt) {

  static final String ALL = "releases/";
  private static final String ROW = "/release.json";

  /** Where all there is of a version lies; versions sort as their codes do. */
  static String folder(long versionCode) {
    return ALL + "%010d".formatted(versionCode);
  }

  static String row(long versionCode) {
    return folder(versionCode) + ROW;
  }

  static boolean isRow(String key) {
    return key.endsWith(ROW);
  }

  /**
   * Whether a phone can install it.
   *
   * @param sdk the API level of its Android, 0 when it does not say
   */
  boolean runsOn(int sdk) {
    return sdk == 0 || minSdk <= sdk;
  }

  /** Where its file lies. */
  public String fileKey() {
    return folder(versionCode) + "/" + sha256 + ".apk";
  }

  public Sha256 digest() {
    return new Sha256(sha256);
  }
}
