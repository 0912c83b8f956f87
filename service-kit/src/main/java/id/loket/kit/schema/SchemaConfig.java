package id.loket.kit.schema;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who brings the schema up to date, and when. */
@ConfigMapping(prefix = "loket.schema")
public interface SchemaConfig {
  /** Set by {@code LOKET_MIGRATE}. */
  @WithDefault("at-start")
  Mode migrate();

  /**
   * How long {@code LOKET_MIGRATE=only} waits for a server that is not there yet before it gives
   * up; set by {@code LOKET_MIGRATE_PATIENCE}.
   */
  @WithDefault("1m")
  Duration patience();

  /** What a start does about the schema. */
  enum Mode {
    /** Brings it up to date, then serves: for development and the local stack. */
    AT_START,
    /** Brings it up to date and ends: a step of its own before a new version is rolled out. */
    ONLY,
    /** Leaves it alone, and is not ready while it is older than this version expects. */
    NEVER
  }
}
