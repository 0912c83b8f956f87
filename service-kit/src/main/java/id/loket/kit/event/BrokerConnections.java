package id.loket.kit.event;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.kit.tls.Authorities;
import id.loket.kit.tls.ServerTls;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** Connections to the message broker that break at once when it is away: their users try anew. */
public final class BrokerConnections {
  /** How long connecting may take, and closing. */
  public static final int TIMEOUT_MILLIS = 3000;

  /** A silent broker is given up after two of these. */
  private static final int HEARTBEAT_SECONDS = 5;

  /** How long the broker may think about a declaration. */
  private static final int ANSWER_MILLIS = 10_000;

  private BrokerConnections() {}

  /**
   * A connection that is not mended when it breaks; its name is shown in the broker.
   *
   * @param authorities whom to believe that it is the broker, where it is spoken to over TLS
   */
  public static Connection open(BrokerConfig config, Authorities authorities, String name)
      throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(config.host());
    factory.setPort(config.port());
    factory.setUsername(config.username());
    factory.setPassword(config.password().orElse(""));
    factory.setConnectionTimeout(TIMEOUT_MILLIS);
    factory.setHandshakeTimeout(TIMEOUT_MILLIS);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setChannelRpcTimeout(ANSWER_MILLIS);
    factory.setAutomaticRecoveryEnabled(false);
    if (config.tls().isEncrypted()) {
      factory.useSslProtocol(authorities.context());
    }
    if (config.tls() == ServerTls.VERIFY_FULL) {
      factory.enableHostnameVerification();
    }
    return factory.newConnection(name);
  }
}
