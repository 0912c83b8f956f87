package id.loket.kit.event;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;

/** The login at the message broker. */
@Singleton
class BrokerCheck implements ConfigurationCheck {
  private final BrokerConfig config;

  BrokerCheck(BrokerConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults.required(
        "LOKET_RABBITMQ_PASSWORD",
        config.password(),
        "set it to the password of RabbitMQ's user " + config.username());
    faults.encrypted(
        "LOKET_RABBITMQ_HOST",
        config.host(),
        config.tls().isEncrypted(),
        "set LOKET_RABBITMQ_TLS to verify-full");
  }
}
