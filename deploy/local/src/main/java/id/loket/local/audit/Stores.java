package id.loket.local.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.local.Endpoint;
import id.loket.local.Endpoints;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.server.S3Buckets;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The live stores, read with the services' own logins; nothing here writes. */
final class Stores implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Connection ticket;
  private final Connection client;
  private final Connection report;
  private final Connection staging;
  private final CqlSession payment;
  private final RedisReader redis;
  private final RabbitQueues rabbit;
  private final S3Buckets s3;
  private final String bucket;
  private final String reportBucket;

  private Stores(
      Connection ticket,
      Connection client,
      Connection report,
      Connection staging,
      CqlSession payment,
      RedisReader redis,
      RabbitQueues rabbit,
      S3Buckets s3,
      String bucket,
      String reportBucket) {
    this.ticket = ticket;
    this.client = client;
    this.report = report;
    this.staging = staging;
    this.payment = payment;
    this.redis = redis;
    this.rabbit = rabbit;
    this.s3 = s3;
    this.bucket = bucket;
    this.reportBucket = reportBucket;
  }

  /** Of a stack this program started. */
  static Stores of(LocalStack stack) throws SQLException {
    return open(
        stack.endpoints(),
        stack.environment(LoketService.TICKET_APP),
        stack.environment(LoketService.CLIENT_APP),
        stack.environment(LoketService.PAYMENT_APP),
        stack.environment(LoketService.REPORT_APP),
        stack.environment(LoketService.DATABASE));
  }

  /** Of the lasting stack on this machine. */
  static Stores lasting() throws SQLException {
    return open(
        LocalStack.lastingEndpoints(),
        LocalStack.lastingEnvironment(LoketService.TICKET_APP),
        LocalStack.lastingEnvironment(LoketService.CLIENT_APP),
        LocalStack.lastingEnvironment(LoketService.PAYMENT_APP),
        LocalStack.lastingEnvironment(LoketService.REPORT_APP),
        LocalStack.lastingEnvironment(LoketService.DATABASE));
  }

  private static Stores open(
      Endpoints endpoints,
      Map<String, String> ticketApp,
      Map<String, String> clientApp,
      Map<String, String> paymentApp,
      Map<String, String> reportApp,
      Map<String, String> database)
      throws SQLException {
    Connection ticket = postgres(ticketApp);
    Connection client = postgres(clientApp);
    Connection report = postgres(reportApp);
    Connection staging = postgres(database);
    return new Stores(
        ticket,
        client,
        report,
        staging,
        cassandra(endpoints.of(Server.CASSANDRA), paymentApp),
        new RedisReader(endpoints.of(Server.REDIS)),
        new RabbitQueues(endpoints.rabbitManagement()),
        new S3Buckets(endpoints.of(Server.S3)),
        ticketApp.get("LOKET_S3_BUCKET"),
        reportApp.get("LOKET_S3_BUCKET"));
  }

  private static Connection postgres(Map<String, String> service) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:" + service.get("LOKET_DB_URL"),
            service.get("LOKET_DB_USER"),
            service.get("LOKET_DB_PASSWORD"));
    connection.setReadOnly(true);
    return connection;
  }

  private static CqlSession cassandra(Endpoint endpoint, Map<String, String> service) {
    DriverConfigLoader limits =
        DriverConfigLoader.programmaticBuilder()
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, PATIENCE)
            .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
            .build();
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress(endpoint.host(), endpoint.port()))
        .withLocalDatacenter(service.get("LOKET_CASSANDRA_DATACENTER"))
        .withKeyspace(service.get("LOKET_CASSANDRA_KEYSPACE"))
        .withConfigLoader(limits)
        .build();
  }

  /** Rows of ticket-app's database, every value as text. */
  List<List<String>> ticket(String sql) {
    return rows(ticket, sql);
  }

  /** Rows of client-app's database, every value as text. */
  List<List<String>> client(String sql) {
    return rows(client, sql);
  }

  /** Rows of report-app's database, every value as text. */
  List<List<String>> report(String sql) {
    return rows(report, sql);
  }

  /** Rows of the staging database, every value as text. */
  List<List<String>> staging(String sql) {
    return rows(staging, sql);
  }

  /** The one number a query of report-app's database answers. */
  long countInReport(String sql) {
    return Long.parseLong(report(sql).getFirst().getFirst());
  }

  /** The keys of all photos and videos of reports. */
  Set<String> reportObjects() {
    return s3.keys(reportBucket);
  }

  /** The one number a query of ticket-app's database answers. */
  long countInTicket(String sql) {
    return Long.parseLong(ticket(sql).getFirst().getFirst());
  }

  /** The one number a query of client-app's database answers. */
  long countInClient(String sql) {
    return Long.parseLong(client(sql).getFirst().getFirst());
  }

  /** Rows of payment-app's keyspace. */
  List<Row> payment(String cql) {
    return payment.execute(cql).all();
  }

  RedisReader redis() {
    return redis;
  }

  RabbitQueues rabbit() {
    return rabbit;
  }

  /** A stored document; empty when it is not there. */
  Optional<byte[]> document(String key) {
    return s3.get(bucket, key);
  }

  @Override
  public void close() {
    payment.close();
    close(ticket);
    close(client);
    close(report);
    close(staging);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // it was only read
    }
  }

  private static List<List<String>> rows(Connection connection, String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      int columns = found.getMetaData().getColumnCount();
      List<List<String>> rows = new ArrayList<>();
      while (found.next()) {
        List<String> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(found.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL: " + e.getMessage(), e);
    }
  }
}
