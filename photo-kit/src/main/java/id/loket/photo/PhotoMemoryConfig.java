package id.loket.photo;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How much memory all photos together may take that are unpacked at one time. */
@ConfigMapping(prefix = "loket.photo")
public interface PhotoMemoryConfig {
  /** In the heap; five eighths of the largest heap when absent. */
  Optional<MemorySize> heap();

  /**
   * Outside of it, where progressive JPEGs have their coefficients: 3 bytes a pixel with halved
   * colours, 6 without. A picture that needs more is never unpacked. Belongs into the container's
   * limit beside the heap.
   */
  @WithDefault("128M")
  MemorySize outside();

  /** How long a photo waits for others to be done before it is left for later. */
  @WithDefault("30s")
  Duration patience();
}
