package id.loket.kit.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the kit's own rows live, and how they are forgotten. */
@ConfigMapping(prefix = "loket.retention")
public interface RetentionConfig {
  /** How often it is looked for what has had its life: a duration or {@code off}. */
  @WithDefault("10m")
  String every();

  /** How many rows one statement deletes. */
  @WithDefault("1000")
  int batch();

  /** How long the replica at it is taken for alive. */
  @WithDefault("2m")
  Duration lease();

  /** Events taken in: a repeat that comes later is taken for new. */
  @WithDefault("30d")
  Duration inbox();

  /** Answers remembered under an {@code Idempotency-Key}: a repeat that comes later is new. */
  @WithDefault("3d")
  Duration idempotencyKeys();

  /**
   * Acts of administrators in the audit trail: five years, at least 30 days. Each keeps to what was
   * configured when it was written, and the database to that.
   */
  @WithDefault("1830d")
  Duration audit();
}
