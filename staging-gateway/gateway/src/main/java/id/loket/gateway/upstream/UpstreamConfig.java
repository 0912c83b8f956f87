package id.loket.gateway.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the services behind the gateway are watched. */
@ConfigMapping(prefix = "loket.upstreams")
public interface UpstreamConfig {
  /** How often each replica is asked whether it is ready. */
  @WithDefault("2s")
  Duration lookEvery();

  /** How long its answer may take. */
  @WithDefault("1500ms")
  Duration longestAnswer();
}
