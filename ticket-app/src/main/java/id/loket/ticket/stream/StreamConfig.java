package id.loket.ticket.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many may watch seats: each holds a connection for as long as they like. */
@ConfigMapping(prefix = "loket.stream")
public interface StreamConfig {
  /** At this replica. */
  @WithDefault("2000")
  int watchers();

  /** From one address, or one /64 of IPv6; multiplied as request limits are. */
  @WithDefault("50")
  int watchersPerAddress();
}
