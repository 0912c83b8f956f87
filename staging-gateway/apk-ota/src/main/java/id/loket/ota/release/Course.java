package id.loket.ota.release;

import id.loket.kit.http.Sha256;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * Who gets a release: a change of it is another one with the next version, so that two changes at
 * once cannot both be made.
 *
 * @param rollout to how many of a hundred devices it is offered
 * @param halted it is offered to nobody
 * @param reason why it is halted; null when it is not
 * @param failuresSince failures before that do not count: somebody has looked at them
 */
@RegisterForReflection // native: kept as JSON
public record Course(
    int version,
    int rollout,
    boolean halted,
    String reason,
    Instant failuresSince,
    Instant changedAt,
    String changedBy) {

  /** Too many devices could not install it. */
  static final String FAILURES = "failure-rate";

  /** An administrator halted it. */
  static final String BY_HAND = "by-hand";

  private static final int PARTS = 10_000;
  private static final int PARTS_PER_CENT = 100;

  /** The first one. */
  static Course begin(int rollout, Instant now, String by) {
    return new Course(1, rollout, false, null, now, now, by);
  }

  static String folder(long versionCode) {
    return Release.folder(versionCode) + "/course/";
  }

  static String key(long versionCode, int version) {
    return folder(versionCode) + "%06d.json".formatted(version);
  }

  /** Another share of devices. */
  Course to(int share, Instant now, String by) {
    return new Course(version + 1, share, halted, reason, failuresSince, now, by);
  }

  /** Offered to nobody any more. */
  Course halt(String why, Instant now, String by) {
    return new Course(version + 1, rollout, true, why, failuresSince, now, by);
  }

  /** Offered again; failures count anew. */
  Course resume(Instant now, String by) {
    return new Course(version + 1, rollout, false, null, now, now, by);
  }

  /** The same as another state. */
  Course asVersion(int number) {
    return new Course(number, rollout, halted, reason, failuresSince, changedAt, changedBy);
  }

  /**
   * Whether it is offered to a device. A device's place in the line is fixed for a release and
   * another one for each: who gets one is never asked back while the share grows, and nobody is
   * always the first.
   *
   * @param device what tells devices apart
   */
  boolean reaches(long versionCode, String device) {
    return !halted && place(versionCode, device) < rollout * PARTS_PER_CENT;
  }

  /** Whether it is offered to everybody. */
  boolean reachesAll() {
    return !halted && rollout == 100;
  }

  private static int place(long versionCode, String device) {
    MessageDigest digest = Sha256.digest();
    digest.update((versionCode + ":" + device).getBytes(StandardCharsets.UTF_8));
    return Integer.remainderUnsigned(ByteBuffer.wrap(digest.digest()).getInt(), PARTS);
  }
}
