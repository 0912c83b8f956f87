package id.loket.kit.event;

import id.loket.kit.tls.Authorities;
import id.loket.kit.tls.ServerTls;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.vertx.rabbitmq.RabbitMQOptions;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The extension's own connector speaks to the broker as all others of this service do. */
@Singleton
class ConnectorTls implements ClientCustomizer<RabbitMQOptions> {
  private final BrokerConfig broker;
  private final Authorities authorities;

  ConnectorTls(BrokerConfig broker, Authorities authorities) {
    this.broker = broker;
    this.authorities = authorities;
  }

  @Override
  public RabbitMQOptions customize(String channel, Config channelConfig, RabbitMQOptions options) {
    if (broker.tls().isEncrypted()) {
      authorities.believedBy(options).setSsl(true);
    }
    options.setHostnameVerificationAlgorithm(broker.tls() == ServerTls.VERIFY_FULL ? "HTTPS" : "");
    return options;
  }
}
