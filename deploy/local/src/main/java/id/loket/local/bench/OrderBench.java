package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Orders: orders/s of ticket-app over HTTP against pgbench running the same statements; the time
 * from an order to its arranged delivery, through all services, at fifty orders a second; and
 * events/s of the outbox relay against a publisher that does nothing else. A temporary stack; ends
 * by itself after about six minutes.
 */
public final class OrderBench {
  private static final int CONNECTIONS = 20;
  private static final int CALLERS = 40;
  private static final int ITEMS = 500;
  private static final int RATE = 50;
  private static final int EVENTS = 40_000;
  private static final long SEED = 20261120;
  private static final int CONFIRMED_TOGETHER = 200;
  private static final long CONFIRM_MILLIS = 30_000;
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final int WARM_UP_ROUNDS = 4;
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String STOCK =
      "with filled as (insert into stock (store, item, on_hand, price_amount)"
          + " select 'bench', 'item-' || n, 1000000, 1000 from generate_series(1, "
          + ITEMS
          + ") n on conflict (store, item) do nothing returning id)"
          + " insert into stock_movement (stock_id, kind, on_hand, reserved)"
          + " select id, 'OPENING', 1000000, 0 from filled";

  private OrderBench() {}

  public static void main(String[] arguments) throws Exception {
    Pgbench.require();
    Options options =
        Options.temporary()
            .with("LOKET_PAYMENT_FAILURE_RATE", "0")
            .with("LOKET_SERVICE_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx512m")
            .with("LOKET_CASSANDRA_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4 -Xms1g -Xmx1g");
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(Server.all(), options)) {
      LoketServices services = LoketServices.start(stack, LoketService.counter());
      Addresses addresses = Addresses.of(stack);
      Visitor citizen = Visitor.sample(addresses, "citizen");
      Pgbench pgbench = new Pgbench(stack.endpoint(Server.POSTGRES));
      double statements = pgbench(pgbench, options);
      pgbench.sql("ticket", STOCK);
      // No faster than it is measured: what waits in queues would be measured too.
      for (int n = 0; n < WARM_UP_ROUNDS; n++) {
        endToEnd(citizen, addresses);
      }
      List<Duration> endToEnd = endToEnd(citizen, addresses);
      // What the others do with each order uses the same processors.
      services.stop(LoketService.CLIENT_APP);
      services.stop(LoketService.PAYMENT_APP);
      services.stop(LoketService.REPORT_APP);
      Callers.Result alone = orders(citizen, addresses, WARM_UP);
      awaitQuiet(pgbench);
      double raw = published(stack.endpoint(Server.RABBITMQ));
      double relayed = relayed(pgbench);

      System.out.printf("%nOrders of one item, %d callers, %d connections%n", CALLERS, CONNECTIONS);
      Figures.row("pgbench, the SQL of one order as one script", Figures.perSecond(statements));
      Figures.row("POST /orders, the other services stopped", alone.rate());
      Figures.row("  median, p99 of one order", alone.medianAnd99());
      Figures.row(
          "  orders/s ÷ pgbench transactions/s", Figures.ratio(alone.perSecond() / statements));
      Figures.row(
          "from POST to time_logistic_service at " + RATE + "/s: median, p99",
          Figures.seconds(Figures.percentile(endToEnd, 0.5))
              + ", "
              + Figures.seconds(Figures.percentile(endToEnd, 0.99)));
      Figures.row("a publisher with confirms, events of the same size", Figures.perSecond(raw));
      Figures.row("the outbox relay, from rows to confirmed events", Figures.perSecond(relayed));
      Figures.row("  relay ÷ publisher", Figures.ratio(relayed / raw));
    }
  }

  private static double pgbench(Pgbench pgbench, Options options) {
    pgbench.create("bench", options.project(), "ticket-app");
    pgbench.sql("bench", STOCK);
    Path script = options.project().resolve("deploy/bench/order.sql");
    pgbench.transactionsPerSecond("bench", script, CONNECTIONS, 3);
    double rate =
        pgbench.transactionsPerSecond("bench", script, CONNECTIONS, (int) MEASURED.toSeconds());
    pgbench.sql("postgres", "drop database bench");
    return rate;
  }

  /** Orders that callers place one after the other. */
  private static Callers.Result orders(Visitor citizen, Addresses addresses, Duration warmUp)
      throws Exception {
    String token = citizen.accessToken();
    return new Callers(URI.create(addresses.ticket()), CALLERS, SEED)
        .ask(
            warmUp,
            MEASURED,
            (line, random) -> {
              line.post("/orders", token, ofOneItem(random)).require(201);
              return true;
            });
  }

  private static byte[] ofOneItem(Random random) {
    return "{\"items\": [{\"store\": \"bench\", \"item\": \"item-%d\", \"quantity\": 1}]}"
        .formatted(1 + random.nextInt(ITEMS))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String order(Visitor citizen, Addresses addresses) {
    int item = 1 + ThreadLocalRandom.current().nextInt(ITEMS);
    return citizen
        .web()
        .post(
            addresses.ticket() + "/orders",
            Web.object(
                "items",
                List.of(Web.object("store", "bench", "item", "item-" + item, "quantity", 1))))
        .require(201)
        .json()
        .path("id")
        .asText();
  }

  private static List<Duration> endToEnd(Visitor citizen, Addresses addresses) throws Exception {
    List<Future<String>> placed = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      long begun = System.nanoTime();
      for (int n = 0; n < RATE * MEASURED.toSeconds(); n++) {
        long due = begun + n * 1_000_000_000L / RATE;
        java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
        placed.add(callers.submit(() -> order(citizen, addresses)));
      }
    }
    List<Duration> took = new ArrayList<>();
    Instant limit = Instant.now().plus(LIMIT);
    for (Future<String> each : placed) {
      JsonNode order = look(citizen, addresses, each.get());
      while (order.path("time_logistic_service").isNull()) {
        if (Instant.now().isAfter(limit)) {
          throw new StackException("Order " + each.get() + " is not delivered: " + order);
        }
        Thread.sleep(20);
        order = look(citizen, addresses, each.get());
      }
      took.add(
          Duration.between(
              Instant.parse(order.path("time_order_service").asText()),
              Instant.parse(order.path("time_logistic_service").asText())));
    }
    took.sort(null);
    return took;
  }

  private static JsonNode look(Visitor citizen, Addresses addresses, String id) {
    return citizen.web().get(addresses.ticket() + "/orders/" + id).require(200).json();
  }

  /** Waits until the outbox is empty, so that one measurement does not pay for another. */
  private static void awaitQuiet(Pgbench pgbench) throws InterruptedException {
    Instant limit = Instant.now().plus(LIMIT);
    while (!isEmpty(pgbench)) {
      if (Instant.now().isAfter(limit)) {
        throw new StackException("The outbox is not empty after " + LIMIT);
      }
      Thread.sleep(50);
    }
  }

  private static boolean isEmpty(Pgbench pgbench) {
    try {
      pgbench.sql(
          "ticket", "select 1 / (case when exists (select 1 from outbox) then 0 else 1 end)");
      return true;
    } catch (StackException notYet) {
      return false;
    }
  }

  private static double relayed(Pgbench pgbench) throws InterruptedException {
    Instant begun = Instant.now();
    pgbench.sql(
        "ticket",
        "insert into outbox (id, type, subject, time, data) select gen_random_uuid(),"
            + " 'order.benched', n::text, now(), '"
            + "x".repeat(size())
            + "' from generate_series(1, "
            + EVENTS
            + ") n");
    awaitQuiet(pgbench);
    return EVENTS / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private static int size() {
    return 600; // as an order of one item has
  }

  private static double published(Endpoint broker) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(broker.host());
    factory.setPort(broker.port());
    factory.setUsername(broker.user());
    factory.setPassword(broker.password());
    try (Connection connection = factory.newConnection("bench");
        Channel channel = connection.createChannel()) {
      channel.queueDeclare(
          "ticket-app.bench", true, false, false, Map.of("x-queue-type", "quorum"));
      channel.queueBind("ticket-app.bench", "loket.events", "order.benched");
      channel.confirmSelect();
      AMQP.BasicProperties properties =
          new AMQP.BasicProperties.Builder()
              .contentType("application/json")
              .deliveryMode(2)
              .build();
      byte[] body = "x".repeat(size()).getBytes(StandardCharsets.US_ASCII);
      Instant begun = Instant.now();
      for (int n = 1; n <= EVENTS; n++) {
        channel.basicPublish("loket.events", "order.benched", properties, body);
        if (n % CONFIRMED_TOGETHER == 0) {
          channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        }
      }
      return EVENTS / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
    }
  }
}
