package id.loket.payment.cassandra;

import id.loket.kit.tls.ServerTls;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The keyspace payment-app keeps its data in. */
@ConfigMapping(prefix = "loket.cassandra")
public interface CassandraConfig {
  @WithDefault("payment")
  String keyspace();

  /** Where Cassandra is, {@code host:port} and more after commas. */
  String contactPoints();

  /** Set by {@code LOKET_CASSANDRA_TLS}. */
  @WithDefault("disable")
  ServerTls tls();

  /**
   * Replication of the keyspace, used only when it does not exist yet. In production give every
   * data centre three replicas: {@code {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}}.
   */
  @WithDefault("{'class': 'SimpleStrategy', 'replication_factor': 1}")
  String replication();
}
