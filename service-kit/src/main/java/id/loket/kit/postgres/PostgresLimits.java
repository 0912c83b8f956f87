package id.loket.kit.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long PostgreSQL is waited for. Together they see to it that a server that went silent (its
 * machine died, its processes stand still) is given up within ten seconds, and that nobody holds a
 * lock for ever.
 */
@ConfigMapping(prefix = "loket.postgres.limits")
public interface PostgresLimits {
  /** One statement; set by {@code LOKET_DB_STATEMENT_TIMEOUT}. Shorter than the silence. */
  @WithDefault("7s")
  Duration statement();

  /** One wait for a lock. */
  @WithDefault("5s")
  Duration lock();

  /** A transaction in which nothing happens: its client stands still, and others wait. */
  @WithDefault("15s")
  Duration idleTransaction();

  /** A connection on which neither side says anything, then it is closed. */
  @WithDefault("9s")
  Duration silence();

  /** A wait for one of the pool's connections, and for a new one to be made. */
  @WithDefault("5s")
  Duration connection();

  /** A connection the pool does not need; shorter than the silence. */
  @WithDefault("6s")
  Duration unused();

  /** A statement of {@link LongStatements}. */
  @WithDefault("10m")
  Duration longStatement();

  /**
   * Whether a transaction whose work uses a second connection is refused: with enough of them at
   * once each would wait for ever for the others'. For tests, which find it before it happens.
   */
  @WithDefault("false")
  boolean oneConnection();
}
