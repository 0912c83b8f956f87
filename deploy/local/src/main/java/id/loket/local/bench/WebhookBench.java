package id.loket.local.bench;

import com.sun.net.httpserver.HttpServer;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Webhook deliveries per second to a receiver on this machine, and how much later healthy receivers
 * hear (p99, from the event's own timestamp) when half of all receivers hang than when none does. A
 * temporary stack; ends by itself after about two minutes.
 */
public final class WebhookBench {
  private static final int RECEIVERS = 4;
  private static final int BURST = 500;
  private static final int PER_SECOND = 3;
  private static final int SECONDS = 30;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");

  private final AtomicInteger first = new AtomicInteger();
  private final Queue<Duration> delays = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int hung;
  private volatile boolean refusing;

  private WebhookBench() {}

  public static void main(String[] arguments) throws Exception {
    new WebhookBench().run();
  }

  private void run() throws Exception {
    HttpServer receivers =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    receivers.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    receivers.createContext(
        "/first",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean isTaken = !refusing;
          exchange.sendResponseHeaders(isTaken ? 204 : 503, -1);
          exchange.close();
          if (isTaken) {
            first.incrementAndGet();
          }
        });
    for (int n = 0; n < RECEIVERS; n++) {
      addReceiver(receivers, n);
    }
    receivers.start();
    String base = "http://127.0.0.1:" + receivers.getAddress().getPort();
    System.out.println("Starting a temporary stack ...");
    Options options =
        Options.temporary()
            .with("LOKET_PAYMENT_FAILURE_RATE", "0")
            .with("LOKET_PAYMENT_LATENCY", "0s");
    EnumSet<Server> servers =
        EnumSet.of(Server.POSTGRES, Server.RABBITMQ, Server.MAIL, Server.REDIS, Server.CASSANDRA);
    try (LocalStack stack = LocalStack.start(servers, options)) {
      LoketServices.start(
          stack,
          EnumSet.of(LoketService.CLIENT_APP, LoketService.PAYMENT_APP),
          Map.of(
              "WEBHOOK_URL", base + "/first",
              "LOKET_WEBHOOK_SWEEP_EVERY", "2s",
              "LOKET_WEBHOOK_ATTEMPT_TIMEOUT", "5s",
              "LOKET_WEBHOOK_LEASE", "6s"));
      measure(stack, base);
    } finally {
      end.countDown();
      receivers.stop(0);
    }
  }

  private void measure(LocalStack stack, String base) throws Exception {
    Addresses addresses = Addresses.of(stack);
    Visitor admin = People.admin(stack, addresses);
    pay(invoices(admin, addresses, 50), addresses, 0);
    awaitDelivered(50);
    double rate = deliveriesPerSecond(stack, admin, addresses);

    for (int n = 0; n < RECEIVERS; n++) {
      admin
          .web()
          .post(
              addresses.payment() + "/webhooks/endpoints",
              Web.object("url", base + "/r/" + n, "eventTypes", List.of("invoice.paid")))
          .require(201);
    }
    delays(admin, addresses, 0);
    List<Duration> none = delays(admin, addresses, 0);
    List<Duration> half = delays(admin, addresses, RECEIVERS / 2);

    System.out.printf("%nWebhooks%n");
    Figures.row(
        "%d waiting deliveries to one receiver on this machine".formatted(BURST),
        Figures.perSecond(rate));
    System.out.printf(
        "%nDelay of healthy receivers among %d, %d payments/s for %d s%n",
        RECEIVERS, PER_SECOND, SECONDS);
    report("none of them hung", none);
    report("half of them hung", half);
    double ratio =
        (double) Figures.percentile(half, 0.99).toNanos()
            / Figures.percentile(none, 0.99).toNanos();
    Figures.row("p99 with half hung ÷ p99 with none hung", Figures.ratio(ratio));
  }

  /**
   * Lets deliveries pile up while Redis is away and their receiver refuses them, then times how
   * fast they go out.
   */
  private double deliveriesPerSecond(LocalStack stack, Visitor admin, Addresses addresses)
      throws Exception {
    List<String> waiting = invoices(admin, addresses, BURST);
    int before = first.get();
    refusing = true;
    stack.stop(Server.REDIS);
    pay(waiting, addresses, 0);
    for (String number : waiting) {
      Patience.of(LIMIT)
          .until(
              "payment of " + number,
              () ->
                  Optional.of(
                          admin
                              .web()
                              .get(addresses.payment() + "/invoices/" + number)
                              .require(200)
                              .json()
                              .path("status")
                              .asText())
                      .filter("PAID"::equals));
    }
    refusing = false;
    stack.restart(Server.REDIS);
    awaitDelivered(before + 1);
    Instant begun = Instant.now();
    awaitDelivered(before + BURST);
    return (BURST - 1) / (Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private static void report(String name, List<Duration> delays) {
    Figures.row(
        name + ": median, p99 of %,d deliveries".formatted(delays.size()),
        Figures.seconds(Figures.percentile(delays, 0.5))
            + ", "
            + Figures.seconds(Figures.percentile(delays, 0.99)));
  }

  /** The delays of the receivers that are healthy in both measurements: the upper half. */
  private List<Duration> delays(Visitor admin, Addresses addresses, int hungNow) throws Exception {
    List<String> invoices = invoices(admin, addresses, PER_SECOND * SECONDS);
    hung = hungNow;
    delays.clear();
    pay(invoices, addresses, PER_SECOND);
    int expected = invoices.size() * (RECEIVERS / 2);
    Patience.of(LIMIT)
        .until(
            "all deliveries to healthy receivers",
            () -> delays.size() >= expected ? Optional.of(true) : Optional.empty());
    return List.copyOf(delays);
  }

  private void addReceiver(HttpServer server, int n) {
    server.createContext(
        "/r/" + n,
        exchange -> {
          Instant received = Instant.now();
          String body = new String(exchange.getRequestBody().readAllBytes());
          if (n < hung) {
            hang();
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          if (n >= RECEIVERS / 2) {
            delays.add(Duration.between(timestampIn(body), received));
          }
        });
  }

  private void hang() throws IOException {
    try {
      end.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static Instant timestampIn(String body) {
    Matcher matcher = TIMESTAMP.matcher(body);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no timestamp in " + body);
    }
    return Instant.parse(matcher.group(1));
  }

  private static List<String> invoices(Visitor admin, Addresses addresses, int count)
      throws Exception {
    List<Callable<String>> work = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      work.add(() -> issue(admin, addresses));
    }
    List<String> numbers = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      for (var each : executor.invokeAll(work)) {
        numbers.add(each.get());
      }
    }
    return numbers;
  }

  /** A UUID version 7 of this moment. */
  private static UUID booking() {
    UUID random = UUID.randomUUID();
    long version = 7L << 12;
    return new UUID(
        System.currentTimeMillis() << 16 | version | random.getMostSignificantBits() & 0xfff,
        random.getLeastSignificantBits());
  }

  private static String issue(Visitor admin, Addresses addresses) {
    return admin
        .web()
        .post(
            addresses.payment() + "/invoices",
            Web.object(
                "bookingId", booking().toString(),
                "amount", Web.object("amount", 150_000, "currency", "IDR"),
                "customer", Web.object("id", UUID.randomUUID().toString()),
                "description", "Ukuran",
                "expiresAt", Instant.now().plus(Duration.ofHours(1)).toString()))
        .require(201)
        .json()
        .path("number")
        .asText();
  }

  /** Pays them all, that many per second, or as fast as it goes when zero. */
  private static void pay(List<String> invoices, Addresses addresses, int perSecond)
      throws Exception {
    Instant begun = Instant.now();
    List<Future<?>> paid = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
      for (int n = 0; n < invoices.size(); n++) {
        String url = addresses.payment() + "/invoices/" + invoices.get(n) + "/payments";
        paid.add(executor.submit(() -> Web.anonymous().post(url, Web.object()).require(202)));
        if (perSecond > 0) {
          Instant due = begun.plusMillis(1000L * (n + 1) / perSecond);
          Thread.sleep(Math.max(0, Duration.between(Instant.now(), due).toMillis()));
        }
      }
    }
    for (Future<?> each : paid) {
      each.get();
    }
  }

  private void awaitDelivered(int count) {
    Patience.of(LIMIT)
        .until(
            count + " deliveries",
            () -> first.get() >= count ? Optional.of(true) : Optional.empty());
  }
}
