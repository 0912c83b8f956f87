package id.loket.payment.cassandra;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;

/** That Cassandra is spoken to over TLS. */
@Singleton
class CassandraCheck implements ConfigurationCheck {
  private final CassandraConfig config;

  CassandraCheck(CassandraConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    for (String node : config.contactPoints().split(",")) {
      faults.encrypted(
          "LOKET_CASSANDRA_CONTACT_POINTS",
          node.strip().replaceFirst(":\\d+$", ""),
          config.tls().isEncrypted(),
          "set LOKET_CASSANDRA_TLS to verify-full");
    }
  }
}
