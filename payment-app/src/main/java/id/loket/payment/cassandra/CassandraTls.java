package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import id.loket.kit.tls.ServerTls;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.spi.CDI;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Each connection to a node of Cassandra over TLS. The driver knows it by the name of its class and
 * makes it itself; a node is known by the name or address it is called by, and nobody is asked for
 * another.
 */
@RegisterForReflection
public final class CassandraTls implements SslEngineFactory {
  private static final String SETTING = "datastax-java-driver.advanced.ssl-engine-factory.class";

  private final CassandraJudge judge;
  private final ServerTls tls;

  /** For the driver. */
  public CassandraTls(DriverContext driver) {
    this.judge = CDI.current().select(CassandraJudge.class).get();
    this.tls = CDI.current().select(CassandraConfig.class).get().tls();
  }

  /** Tells the driver, which is given its settings by the extension or by system properties. */
  static void use() {
    System.setProperty(SETTING, CassandraTls.class.getName());
  }

  @Override
  public SSLEngine newSslEngine(EndPoint node) {
    SocketAddress address = node.resolve();
    SSLEngine engine =
        address instanceof InetSocketAddress inet
            ? judge.context().createSSLEngine(inet.getHostString(), inet.getPort())
            : judge.context().createSSLEngine();
    engine.setUseClientMode(true);
    if (tls == ServerTls.VERIFY_FULL) {
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  @Override
  public void close() {
    // nothing is kept open here
  }
}
