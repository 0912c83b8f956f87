package id.loket.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the routes are. */
@ConfigMapping(prefix = "loket.routes")
public interface RouteConfig {
  /** A file to use instead of the routes that come with the gateway. */
  Optional<Path> file();

  /** How often the file is looked at. */
  @WithDefault("2s")
  Duration lookEvery();
}
