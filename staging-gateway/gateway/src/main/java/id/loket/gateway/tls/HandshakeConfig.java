package id.loket.gateway.tls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Handshakes at the entrance. */
@ConfigMapping(prefix = "loket.handshakes")
public interface HandshakeConfig {
  /** How many one address (of IPv6: one /64) may make in a minute, in this replica. */
  @WithDefault("3000")
  int perAddress();
}
