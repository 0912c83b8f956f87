package id.loket.local.bench;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.StackException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** payment-app's rows, written by the bench as payment-app would have written them. */
final class PaymentRows implements AutoCloseable {
  /** Of some statements each: a connection of the driver has room for 1,024 at once. */
  private static final int TOGETHER = 64;

  private static final int SHARDS = 8;
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final String QUEUE = "payment-app.bench";
  private static final String TYPE = "invoice.bench";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration AHEAD = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 20;

  private final CqlSession session;
  private final Connection broker;
  private final Channel channel;
  private final PreparedStatement due;
  private final PreparedStatement event;
  private final PreparedStatement delivery;
  private final PreparedStatement attempt;
  private final PreparedStatement settled;

  private PaymentRows(CqlSession session, Connection broker) throws Exception {
    this.session = session;
    this.broker = broker;
    this.channel = broker.createChannel();
    channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
    channel.queueBind(QUEUE, "loket.events", TYPE);
    due =
        session.prepare(
            "insert into due (kind, shard, bucket, at, subject) values (?, ?, ?, ?, ?)");
    event =
        session.prepare(
            "insert into invoice (number, entry, id, state, created, type, sequence, message)"
                + " values (?, 'event', ?, ?, ?, '"
                + TYPE
                + "', 1, '{}')");
    delivery =
        session.prepare(
            "insert into invoice (number, entry, id, state, created, ended)"
                + " values (?, 'delivery', ?, 'DELIVERED', ?, ?)");
    attempt =
        session.prepare(
            "insert into invoice (number, entry, id, state, created, ended)"
                + " values (?, 'attempt', ?, 'SUCCEEDED', ?, ?)");
    settled =
        session.prepare(
            "insert into settled_delivery (state, bucket, settled, number, id)"
                + " values ('DELIVERED', ?, ?, ?, ?)");
  }

  static PaymentRows of(LocalStack stack) throws Exception {
    Map<String, String> service = stack.environment(LoketService.PAYMENT_APP);
    Endpoint cassandra = stack.endpoint(Server.CASSANDRA);
    CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(cassandra.host(), cassandra.port()))
            .withLocalDatacenter(service.get("LOKET_CASSANDRA_DATACENTER"))
            .withKeyspace(service.get("LOKET_CASSANDRA_KEYSPACE"))
            .withConfigLoader(
                DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                    .build())
            .build();
    Endpoint rabbit = stack.endpoint(Server.RABBITMQ);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    return new PaymentRows(session, factory.newConnection("bench"));
  }

  /** Invoices paid and told in the last day, before what is looked at now. */
  void finish(int from, int to) {
    Instant recent = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(2, ChronoUnit.HOURS);
    writeAll(
        from, to, n -> finished(n, recent.minusMillis(n * 83L % Duration.ofDays(1).toMillis())));
  }

  private List<Statement<?>> finished(int n, Instant at) {
    String number = "BENCH-" + n;
    UUID id = UUID.randomUUID();
    return List.of(
        BatchStatement.newInstance(
            BatchType.UNLOGGED,
            event.bind(number, UUID.randomUUID(), "PUBLISHED", at),
            delivery.bind(number, id, at, at),
            attempt.bind(number, UUID.randomUUID(), at, at)),
        due("EVENT", at, number),
        due("DELIVERY", at, number),
        due("ATTEMPT", at, number),
        settled.bind(hour(at), at, number, id));
  }

  /** How long an event waits that was written and told nobody. */
  Duration recovered() throws InterruptedException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    String number = "BENCH-LEFT-" + now.toEpochMilli();
    UUID id = UUID.randomUUID();
    session.execute(due("EVENT", now, number));
    session.execute(event.bind(number, id, "UNPUBLISHED", now));
    while (!isPublished(number, id)) {
      requireWithin(now);
      Thread.sleep(LOOK_MILLIS);
    }
    return Duration.between(now, Instant.now());
  }

  /** Events/s of a backlog that is due all at once. */
  double drained(int count) throws Exception {
    channel.queuePurge(QUEUE);
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(AHEAD);
    String round = "BENCH-WAITS-" + at.toEpochMilli() + "-";
    writeAll(
        0,
        count,
        n ->
            List.of(
                due("EVENT", at, round + n),
                event.bind(round + n, UUID.randomUUID(), "UNPUBLISHED", at)));
    if (Instant.now().isAfter(at)) {
      throw new StackException("This machine is too slow to write a backlog before it is due.");
    }
    while (channel.queueDeclarePassive(QUEUE).getMessageCount() < count) {
      requireWithin(at);
      Thread.sleep(LOOK_MILLIS);
    }
    return count / (Duration.between(at, Instant.now()).toMillis() / 1000.0);
  }

  private boolean isPublished(String number, UUID id) {
    return !session
        .execute(
            "select published_at from invoice where number = ? and entry = 'event' and id = ?",
            number,
            id)
        .one()
        .isNull("published_at");
  }

  private static void requireWithin(Instant begun) {
    if (Instant.now().isAfter(begun.plus(LIMIT))) {
      throw new StackException("Not published within " + LIMIT);
    }
  }

  private Statement<?> due(String kind, Instant at, String subject) {
    return due.bind(kind, Math.floorMod(subject.hashCode(), SHARDS), hour(at), at, subject);
  }

  private static Instant hour(Instant at) {
    return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), HOUR) * HOUR);
  }

  /** What one of many needs to be written. */
  private interface Row {
    List<Statement<?>> statements(int n);
  }

  private void writeAll(int from, int to, Row row) {
    for (int first = from; first < to; first += TOGETHER) {
      List<CompletableFuture<?>> writes = new ArrayList<>();
      for (int n = first; n < Math.min(to, first + TOGETHER); n++) {
        row.statements(n)
            .forEach(one -> writes.add(session.executeAsync(one).toCompletableFuture()));
      }
      CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
    }
  }

  @Override
  public void close() throws Exception {
    broker.close();
    session.close();
  }
}
