package id.loket.kit.shutdown;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How a service ends when it is told to (SIGTERM). Requests are waited for first ({@code
 * quarkus.shutdown.timeout}), then other work; all of it together stays below ten seconds.
 */
@ConfigMapping(prefix = "loket.shutdown")
public interface ShutdownConfig {
  /** How long work under way is waited for before it is handed back to the other replicas. */
  @WithDefault("3s")
  Duration grace();

  /** How long handing back may take. */
  @WithDefault("1s")
  Duration handBack();
}
