package id.loket.payment.testing;

import com.sun.tools.attach.VirtualMachine;
import id.loket.kit.testing.LocalStackResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What Cassandra itself has counted of the requests it was sent. */
public final class CassandraCounts implements AutoCloseable {
  private static final String METRICS = "org.apache.cassandra.metrics:";

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private CassandraCounts(JMXConnector connector) throws IOException {
    this.connector = connector;
    this.beans = connector.getMBeanServerConnection();
  }

  /** Of the server the tests run with. */
  public static CassandraCounts open() {
    long pid = LocalStackResource.stack().runFolder().process("cassandra").orElseThrow().pid();
    try {
      VirtualMachine server = VirtualMachine.attach(Long.toString(pid));
      try {
        return new CassandraCounts(
            JMXConnectorFactory.connect(new JMXServiceURL(server.startLocalManagementAgent())));
      } finally {
        server.detach();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Conditional writes, whether they were applied or not. */
  public long conditionalWrites() {
    return count("type=ClientRequest,scope=CASWrite,name=Latency");
  }

  /** Reads that a condition or a serial consistency makes part of a consensus. */
  public long serialReads() {
    return count("type=ClientRequest,scope=CASRead,name=Latency");
  }

  /** Changes of a table, conditional ones among them. */
  public long writesTo(String table) {
    return ofTable(table, "WriteLatency");
  }

  public long readsOf(String table) {
    return ofTable(table, "ReadLatency");
  }

  private long ofTable(String table, String name) {
    return count("type=Table,keyspace=payment,scope=" + table + ",name=" + name);
  }

  private long count(String metric) {
    try {
      return ((Number) beans.getAttribute(new ObjectName(METRICS + metric), "Count")).longValue();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
