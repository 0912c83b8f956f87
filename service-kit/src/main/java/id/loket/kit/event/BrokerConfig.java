package id.loket.kit.event;

import id.loket.kit.tls.ServerTls;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where the message broker is. */
@ConfigMapping(prefix = "loket.rabbitmq")
public interface BrokerConfig {
  String host();

  int port();

  String username();

  Optional<String> password();

  /** Set by {@code LOKET_RABBITMQ_TLS}. */
  ServerTls tls();

  /** How long a batch may wait for the broker's confirms before it counts as not sent. */
  @WithDefault("10s")
  Duration confirmTimeout();

  /**
   * How long an event that must wait is held before it is put aside at the broker; far below the
   * broker's {@code consumer_timeout} of 30 minutes.
   */
  @WithDefault("60s")
  Duration longestHold();

  /** How long handling one event may take; then it is tried again. Below that timeout too. */
  @WithDefault("10m")
  Duration handlingLimit();

  /**
   * Types of events this service publishes for whoever may want them: that no queue is bound to one
   * of them is no fault.
   */
  Optional<Set<String>> unheardByDesign();
}
