package id.loket.local.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How fast a backlog drains: 10,000 events of 2,000 bookings wait in {@code client-app.bookings},
 * and one replica of client-app takes them in, then two; against a consumer that only acknowledges.
 * A temporary stack; ends by itself after about three minutes.
 */
public final class DrainBench {
  private static final String QUEUE = "client-app.bookings";
  private static final int EVENTS = 10_000;
  private static final int VERSIONS = 5;
  private static final int CONFIRMED_TOGETHER = 500;
  private static final long CONFIRM_MILLIS = 60_000;
  private static final int PREFETCH = 100;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String HOLD = "lock table inbox in access exclusive mode";

  private final LocalStack stack;
  private final Channel channel;
  private final java.sql.Connection database;

  private DrainBench(LocalStack stack, Channel channel, java.sql.Connection database) {
    this.stack = stack;
    this.channel = channel;
    this.database = database;
  }

  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.temporary().with("LOKET_SERVICE_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx512m");
    System.out.println("Starting a temporary stack ...");
    Set<Server> servers = Set.of(Server.POSTGRES, Server.RABBITMQ, Server.MAIL);
    try (LocalStack stack = LocalStack.start(servers, options);
        Connection broker = broker(stack.endpoint(Server.RABBITMQ));
        Channel channel = broker.createChannel();
        java.sql.Connection database = database(stack.endpoint(Server.POSTGRES))) {
      DrainBench bench = new DrainBench(stack, channel, database);
      channel.confirmSelect();
      bench.publish();
      double raw = bench.acknowledged();
      bench.replica(1);
      bench.drain(); // warms up
      double one = bench.drain();
      bench.replica(2);
      bench.drain();
      double two = bench.drain();

      System.out.printf(
          "%nA backlog of %,d events about %,d bookings%n", EVENTS, EVENTS / VERSIONS);
      Figures.row("a consumer that only acknowledges", Figures.perSecond(raw));
      Figures.row(
          "one replica of client-app: history and mails in one transaction each",
          Figures.perSecond(one));
      Figures.row("two replicas", Figures.perSecond(two));
      Figures.row("  two ÷ one", Figures.ratio(two / one));
    }
  }

  private void replica(int number) {
    ServiceProcess.replica(stack, LoketService.CLIENT_APP, "client-app-" + number, Map.of());
  }

  /** Events/s from the moment handlers may write until all are in the history. */
  private double drain() throws Exception {
    database.setAutoCommit(false);
    run(HOLD);
    List<UUID> bookings = publish();
    Instant begun = Instant.now();
    database.commit();
    database.setAutoCommit(true);
    while (changes(bookings) < EVENTS) {
      if (Instant.now().isAfter(begun.plus(LIMIT))) {
        throw new StackException("The backlog is not drained after " + LIMIT);
      }
      Thread.sleep(50);
    }
    return EVENTS / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private double acknowledged() throws IOException, InterruptedException {
    CountDownLatch left = new CountDownLatch(EVENTS);
    channel.basicQos(PREFETCH);
    Instant begun = Instant.now();
    String consumer =
        channel.basicConsume(
            QUEUE,
            false,
            new DefaultConsumer(channel) {
              @Override
              public void handleDelivery(
                  String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                  throws IOException {
                channel.basicAck(envelope.getDeliveryTag(), false);
                left.countDown();
              }
            });
    if (!left.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new StackException("The broker does not deliver");
    }
    double rate = EVENTS / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
    channel.basicCancel(consumer);
    return rate;
  }

  private List<UUID> publish() throws Exception {
    List<UUID> bookings = new ArrayList<>();
    for (int n = 0; n < EVENTS / VERSIONS; n++) {
      bookings.add(UUID.randomUUID());
    }
    int published = 0;
    for (int version = 1; version <= VERSIONS; version++) {
      for (UUID booking : bookings) {
        channel.basicPublish(
            "loket.events", "booking.queued", properties(booking), body(booking, version));
        if (++published % CONFIRMED_TOGETHER == 0) {
          channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        }
      }
    }
    return bookings;
  }

  private static AMQP.BasicProperties properties(UUID booking) {
    String id = UUID.randomUUID().toString();
    return new AMQP.BasicProperties.Builder()
        .contentType("application/json")
        .deliveryMode(2)
        .messageId(id)
        .headers(
            Map.of(
                "cloudEvents:id",
                id,
                "cloudEvents:source",
                "/bench",
                "cloudEvents:specversion",
                "1.0",
                "cloudEvents:type",
                "booking.queued",
                "cloudEvents:subject",
                booking.toString(),
                "cloudEvents:time",
                Instant.now().toString()))
        .build();
  }

  private static byte[] body(UUID booking, int version) {
    return """
    {"id": "%1$s", "userId": "%1$s", "eventId": "%1$s", "seatId": "%1$s", "status": "QUEUED",
     "version": %2$d, "position": %2$d, "promoted": false,
     "event": {"title": "Konser Amal", "venue": "Balai Kota", "startsAt": "2027-03-01T12:00:00Z"},
     "seat": {"label": "A-12"}, "price": {"amount": 150000, "currency": "IDR"},
     "createdAt": "2026-11-20T03:00:00Z", "updatedAt": "2026-11-20T03:00:00Z"}
    """
        .formatted(booking, version)
        .getBytes(StandardCharsets.UTF_8);
  }

  private long changes(List<UUID> bookings) throws SQLException {
    String sql = "select count(*) from booking_change where booking_id = any(?)";
    try (var statement = database.prepareStatement(sql)) {
      statement.setArray(1, database.createArrayOf("uuid", bookings.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection broker(Endpoint endpoint) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(endpoint.host());
    factory.setPort(endpoint.port());
    factory.setUsername(endpoint.user());
    factory.setPassword(endpoint.password());
    return factory.newConnection("bench");
  }

  private static java.sql.Connection database(Endpoint endpoint) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + endpoint.hostAndPort() + "/client",
        endpoint.user(),
        endpoint.password());
  }
}
