package id.loket.kit.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where the message broker is. */
@ConfigMapping(prefix = "loket.rabbitmq")
public interface BrokerConfig {
  String host();

  int port();

  String username();

  Optional<String> password();

  /** How long a batch may wait for the broker's confirms before it counts as not sent. */
  @WithDefault("10s")
  Duration confirmTimeout();
}
