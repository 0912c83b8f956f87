package id.loket.kit.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where traces go, and how many of them. */
@ConfigMapping(prefix = "loket.trace")
public interface TraceConfig {
  /**
   * The OpenTelemetry collector, OTLP over HTTP, such as {@code http://collector:4318}. Without one
   * nothing is recorded or sent; trace ids are still passed on and logged.
   */
  Optional<String> endpoint();

  /** The share of traces begun here that are recorded, 0 to 1; others do as their caller does. */
  @WithDefault("1")
  double ratio();
}
