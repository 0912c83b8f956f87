package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import id.loket.local.server.CassandraProgram;
import id.loket.local.server.RedisProgram;
import id.loket.local.server.S3Buckets;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * All servers on free ports: they answer as the real ones they are, and outlive their own death.
 */
class LocalStackTest {
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.start(
            Server.all(),
            Options.temporary()
                .with("LOKET_HOLD_LATENCY", "0s")
                .with("LOKET_HOLD_FAILURE_RATE", "0.5")
                .with("LOKET_SIMULATION_SEED", "7"));
  }

  @AfterAll
  static void stop() {
    stack.close();
    assertFalse(Files.exists(stack.dataFolder()), "a temporary data folder goes");
  }

  @Test
  void s3RejectsAWrongSignature() throws Exception {
    Endpoint s3 = stack.endpoint(Server.S3);
    Endpoint forged = Endpoint.local("http", s3.port(), s3.user(), "wrong");

    assertEquals(200, new S3Buckets(s3).list());
    assertEquals(403, new S3Buckets(forged).list());
  }

  @Test
  void redisDemandsItsPassword() throws Exception {
    Endpoint redis = stack.endpoint(Server.REDIS);

    assertTrue(RedisProgram.ping(redis));
    assertFalse(RedisProgram.ping(Endpoint.local("redis", redis.port(), "", "")));
    assertFalse(RedisProgram.ping(Endpoint.local("redis", redis.port(), "", "wrong")));
  }

  @Test
  void aServiceReadsItsOwnDatabaseOnly() throws Exception {
    assertEquals(1, count("ticket-app", "ticket", "SELECT 1"));

    SQLException refused =
        assertThrows(SQLException.class, () -> count("ticket-app", "client", "SELECT 1"));
    assertEquals("42501", refused.getSQLState(), "permission denied");
  }

  @Test
  void aServiceTouchesItsOwnQueuesOnly() throws Exception {
    try (Connection connection = rabbit("ticket-app")) {
      connection.createChannel().queueDeclare("ticket-app.things", true, false, false, Map.of());

      IOException refused =
          assertThrows(
              IOException.class,
              () ->
                  connection
                      .createChannel()
                      .queueDeclare("client-app.mail", true, false, false, Map.of()));
      assertTrue(refused.getCause().getMessage().contains("ACCESS_REFUSED"));
    }
  }

  @Test
  void killedServersStartAgainWithTheirData() throws Exception {
    // given
    declareKeptQueue();
    execute("client-app", "client", "CREATE TABLE kept (id int)");
    execute("client-app", "client", "INSERT INTO kept VALUES (1)");
    String redis = redis("SET kept yes");
    try (CqlConnection cql = cql()) {
      cql.execute(
          "CREATE KEYSPACE kept WITH replication = {'class':'SimpleStrategy','replication_factor':1}");
      cql.execute("CREATE TABLE kept.kept (id int PRIMARY KEY)");
      cql.execute("INSERT INTO kept.kept (id) VALUES (1)");
    }
    publishToKeptQueue();
    String document = stack.endpoint(Server.OPENSEARCH).url() + "/loket-kept/_doc/1";
    Web.anonymous().put(document, Web.object("kept", true)).require(201);

    // when
    try (ExecutorService chaos = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Server server :
          new Server[] {
            Server.POSTGRES, Server.RABBITMQ, Server.REDIS, Server.CASSANDRA, Server.OPENSEARCH
          }) {
        chaos.submit(
            () -> {
              stack.kill(server);
              stack.restart(server);
            });
      }
    }

    // then
    assertEquals(1, count("client-app", "client", "SELECT id FROM kept"));
    try (Connection connection = rabbit("client-app");
        Channel channel = connection.createChannel()) {
      assertEquals(1, channel.basicGet("client-app.kept", true).getBody()[0]);
    }
    assertTrue(redis.contains("+OK"));
    assertTrue(redis("GET kept").contains("yes"));
    assertTrue(CassandraProgram.speaksCql("127.0.0.1", stack.port(Port.CASSANDRA)));
    try (CqlConnection cql = cql()) {
      assertEquals(1, cql.execute("SELECT id FROM kept.kept"));
    }
    assertTrue(Web.anonymous().get(document).require(200).json().at("/_source/kept").asBoolean());
  }

  @Test
  void openSearchMakesNoIndexOutOfAMisspelling() {
    String server = stack.endpoint(Server.OPENSEARCH).url();

    assertEquals(
        404, Web.anonymous().put(server + "/lokte-reports/_doc/1", Web.object("a", 1)).status());
  }

  @Test
  void secretsAreForTheirOwnerOnly() throws Exception {
    String mode =
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(stack.dataFolder().resolve("secrets.properties")));

    assertEquals("rw-------", mode);
    assertTrue(Files.readString(stack.jwksFile()).contains("\"crv\":\"P-256\""));
    assertFalse(Files.readString(stack.jwksFile()).contains("\"d\""), "public halves only");
  }

  @Test
  void eachServiceGetsItsOwnVariablesOnly() {
    Map<String, String> client = stack.environment("client-app");
    Map<String, String> payment = stack.environment("payment-app");

    assertTrue(client.containsKey("LOKET_JWT_PRIVATE_KEY"));
    assertFalse(payment.containsKey("LOKET_JWT_PRIVATE_KEY"));
    assertFalse(payment.containsKey("LOKET_DB_URL"));
    assertTrue(client.get("LOKET_SERVICE_TRUST").startsWith("ticket-app="));
    assertTrue(payment.get("WEBHOOK_URL").endsWith("/webhooks/payment"));
  }

  /**
   * RabbitMQ 3.10 writes down a new quorum queue about a second late; killed before, it forgets it.
   */
  private static void declareKeptQueue() throws Exception {
    try (Connection connection = rabbit("client-app");
        Channel channel = connection.createChannel()) {
      Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
      channel.queueDeclare("client-app.kept", true, false, false, quorum);
      channel.exchangeDeclare("loket.events", "topic", true);
      channel.queueBind("client-app.kept", "loket.events", "user.kept");
    }
    Path names =
        stack
            .dataFolder()
            .resolve("rabbitmq/mnesia/loket@localhost/quorum/loket@localhost/names.dets");
    Patience.of(Duration.ofSeconds(20))
        .until("the queue on disk", () -> contains(names, "client-app.kept"));
  }

  private static Optional<Boolean> contains(Path file, String text) {
    try {
      // Latin-1 reads any byte: the file is RabbitMQ's own, only the name in it is text.
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).contains(text))
          .filter(there -> there);
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private static void publishToKeptQueue() throws Exception {
    try (Connection connection = rabbit("client-app");
        Channel channel = connection.createChannel()) {
      channel.confirmSelect();
      channel.basicPublish(
          "loket.events", "user.kept", MessageProperties.PERSISTENT_BASIC, new byte[] {1});
      channel.waitForConfirmsOrDie(5000);
    }
  }

  private static int count(String service, String database, String query) throws SQLException {
    try (java.sql.Connection connection = postgres(service, database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static void execute(String service, String database, String sql) throws SQLException {
    try (java.sql.Connection connection = postgres(service, database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static java.sql.Connection postgres(String service, String database) throws SQLException {
    Map<String, String> variables = stack.environment(service);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + stack.endpoint(Server.POSTGRES).hostAndPort() + "/" + database,
        variables.get("LOKET_DB_USER"),
        variables.get("LOKET_DB_PASSWORD"));
  }

  private static Connection rabbit(String service) throws Exception {
    Map<String, String> variables = stack.environment(service);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(variables.get("LOKET_RABBITMQ_HOST"));
    factory.setPort(Integer.parseInt(variables.get("LOKET_RABBITMQ_PORT")));
    factory.setUsername(variables.get("LOKET_RABBITMQ_USER"));
    factory.setPassword(variables.get("LOKET_RABBITMQ_PASSWORD"));
    factory.setAutomaticRecoveryEnabled(false);
    return factory.newConnection();
  }

  private static String redis(String command) throws IOException {
    Endpoint redis = stack.endpoint(Server.REDIS);
    try (java.net.Socket socket = new java.net.Socket(redis.host(), redis.port())) {
      String all = "AUTH " + redis.password() + "\r\n" + command + "\r\nQUIT\r\n";
      socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static CqlConnection cql() throws IOException {
    return new CqlConnection("127.0.0.1", stack.port(Port.CASSANDRA));
  }
}
