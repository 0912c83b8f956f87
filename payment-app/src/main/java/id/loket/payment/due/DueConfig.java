package id.loket.payment.due;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How work is looked after that whoever began it may not have finished. */
@ConfigMapping(prefix = "loket.due")
public interface DueConfig {
  /** How long whoever begins a piece of work is left alone with it. */
  @WithDefault("5s")
  Duration grace();

  /**
   * How far behind the present a due time must lie for nothing new to come in: the clocks of two
   * replicas, and a write that takes its time, may differ by this much and no entry is missed.
   * Until then every entry is looked at a second time.
   */
  @WithDefault("5m")
  Duration settledAfter();

  /** How often what is settled is looked at that second time, and remembered as done with. */
  @WithDefault("30s")
  Duration settleEvery();

  /**
   * How long a sweep waits for its next look while this replica knows of no work: how much later
   * than by others, at most, it takes up what one that died has left.
   */
  @WithDefault("5s")
  Duration atRest();

  /** How long after work was known of sweeps look as often as they otherwise do. */
  @WithDefault("10s")
  Duration lively();

  /** How often a replica says that it is there; its share goes to others after three times that. */
  @WithDefault("3s")
  Duration beatEvery();
}
