package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.audit.Audit;
import id.loket.local.secret.LocalAuthority;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * All of Loket for one run of the tests: real servers, the packaged services, and people who use
 * them. Started once; ends with the JVM. The organiser refuses nobody and answers at once unless a
 * test says otherwise.
 */
final class Town {
  /** Longer than anything here may take on a slow machine; nothing waits this long in earnest. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** What every service here gets on top of the stack's variables: the same, only less patient. */
  static final Map<String, String> MORE = new TreeMap<>();

  private static final Spans SPANS = Spans.collect();

  static {
    MORE.put(
        "LOKET_WEBHOOK_SCHEDULE", "0s,500ms,1s,1s,1s,2s,2s,2s,2s,2s,2s,5s,5s,5s,5s,5s,30s,30s");
    MORE.put("LOKET_WEBHOOK_SWEEP_EVERY", "5s");
    MORE.put("LOKET_PAYMENT_PROCESSING_TAKE_UP_AFTER", "3s");
    // What a killed process had begun is taken up by the next one this much later.
    MORE.put("LOKET_BOOKING_LEASE", "5s");
    MORE.put("LOKET_DOCUMENT_LEASE", "5s");
    MORE.put("LOKET_OUTBOX_LEASE", "3s");
    MORE.put("LOKET_WEBHOOK_LEASE", "6s");
    MORE.put("LOKET_WEBHOOK_ATTEMPT_TIMEOUT", "5s");
    MORE.put("LOKET_MEDIA_LEASE", "10s");
    MORE.put("LOKET_NOTICE_LEASE", "10s");
    MORE.put("LOKET_MAIL_LEASE", "10s");
    MORE.put("LOKET_MAIL_FIRST_RETRY", "500ms");
    MORE.put("LOKET_MAIL_LONGEST_RETRY", "3s");
    MORE.put("LOKET_SESSION_ATTEMPTS_PER_ADDRESS", "100000");
    // Hundreds of people sign in: what a hash costs is told of production's values elsewhere.
    MORE.put("LOKET_PASSWORD_MEMORY_KIB", "64");
    MORE.put("LOKET_PASSWORD_ITERATIONS", "1");
    // People sign in once; on a slow machine all of the tests take longer than a token lasts.
    MORE.put("LOKET_SESSION_ACCESS_TOKEN_LIFETIME", "2h");
    MORE.put("LOKET_LOG_JSON", "true");
    // Only what a caller's traceparent asks for is recorded.
    MORE.put("LOKET_OTLP_ENDPOINT", SPANS.url());
    MORE.put("LOKET_TRACE_RATIO", "0");
    MORE.put("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "300ms");
  }

  /** All phones come from one address here. */
  private static final Map<String, String> OF_STAGING =
      Map.of("LOKET_LIMIT_PER_ADDRESS", "1000000 per 1m", "LOKET_LIMIT_SIGN_IN", "1000000 per 1m");

  private static final int CROWD = 64;
  private static final Town TOWN = new Town();

  private final LocalStack stack;
  private final LoketServices services;
  private final Addresses addresses;
  private final Visitor organiser;
  private List<Visitor> crowd;
  private LoketServices staging;

  private Town() {
    stack =
        LocalStack.start(
            Server.all(),
            Options.temporary()
                .with(Progress.to(System.out))
                .with("LOKET_HOLD_FAILURE_RATE", "0")
                .with("LOKET_HOLD_LATENCY", "0s")
                .with("LOKET_PAYMENT_FAILURE_RATE", "0.1")
                .with("LOKET_PAYMENT_LATENCY", "50ms"));
    MORE.putAll(analyticsOverTls(stack));
    services = LoketServices.start(stack, LoketService.counter(), MORE);
    addresses = Addresses.of(stack);
    organiser = Visitor.sample(addresses, "organiser");
  }

  /** OpenSearch is reached through something that speaks nothing but TLS. */
  private static Map<String, String> analyticsOverTls(LocalStack stack) {
    LocalAuthority authority = LocalAuthority.in(stack.dataFolder().resolve("authority"));
    Endpoint search = stack.endpoint(Server.OPENSEARCH);
    try {
      int door = new TlsDoor(authority, search.host(), search.port()).port();
      return Map.of(
          "LOKET_TLS_CA",
          authority.certificate().toString(),
          "LOKET_OPENSEARCH_URL",
          "https://127.0.0.1:" + door);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Town get() {
    return TOWN;
  }

  LocalStack stack() {
    return stack;
  }

  LoketServices services() {
    return services;
  }

  /** The staging machine, started for whoever asks for it first. */
  synchronized LoketServices staging() {
    if (staging == null) {
      staging = LoketServices.start(stack, LoketService.staging(), OF_STAGING);
    }
    return staging;
  }

  Addresses addresses() {
    return addresses;
  }

  Visitor organiser() {
    return organiser;
  }

  Inbox inbox() {
    return new Inbox(addresses.inbox());
  }

  /** What the services told the collector. */
  Spans spans() {
    return SPANS;
  }

  /** An event on offer. */
  Venue venue(String title, int seats) {
    return Venue.open(organiser, addresses, title, seats);
  }

  /** Somebody new, registered and verified. */
  Visitor citizen(String name) {
    return Visitor.register(addresses, name, "id");
  }

  /** Sixty-four people; the same ones each time. */
  synchronized List<Visitor> crowd() {
    if (crowd == null) {
      List<Callable<Visitor>> arrivals = new ArrayList<>();
      for (int n = 1; n <= CROWD; n++) {
        String name = "Tamu " + n;
        arrivals.add(() -> citizen(name));
      }
      crowd = inGroupsOf(8, arrivals);
    }
    return crowd;
  }

  /** Whatever a test stopped or killed is there again, and the organiser refuses nobody. */
  void allRunsAgain() {
    organiserRefuses(0, Duration.ZERO);
    for (Server server : stack.started()) {
      if (!stack.isAlive(server)) {
        stack.restart(server);
      }
    }
    runAgain(services);
    if (staging != null) {
      runAgain(staging);
    }
  }

  private static void runAgain(LoketServices services) {
    for (LoketService service : services.all()) {
      if (!services.isAlive(service)) {
        services.restart(service);
      }
    }
  }

  /** Every invariant holds once everything rests. */
  void requireCleanAudit() {
    try (Audit audit = Audit.of(stack, System.out)) {
      assertThat(audit.run(Duration.ofSeconds(90))).isEqualTo(Map.of());
    }
  }

  /** Whether that many seats of an event are in that state. */
  Optional<Boolean> seatsBeing(Venue venue, String status, int count) {
    String seats = addresses.ticket() + "/events/" + venue.eventId() + "/seats";
    JsonNode found =
        Web.anonymous()
            .get(seats + "?limit=100&status=" + status)
            .require(200)
            .json()
            .path("items");
    return found.size() == count ? Optional.of(true) : Optional.empty();
  }

  /** How the organiser behaves from now on. */
  void organiserRefuses(double share, Duration latency) {
    Web.anonymous()
        .put(
            stack.environment(LoketService.TICKET_APP).get("LOKET_ORGANISER_URL") + "/simulation",
            Web.object("failureRate", share, "latency", latency.toMillis() + "ms"))
        .require(200);
  }

  /** All of it at the same moment. */
  static <T> List<T> together(List<Callable<T>> work) {
    CountDownLatch ready = new CountDownLatch(work.size());
    List<Callable<T>> held =
        work.stream()
            .<Callable<T>>map(
                each ->
                    () -> {
                      ready.countDown();
                      ready.await();
                      return each.call();
                    })
            .toList();
    return run(Executors.newVirtualThreadPerTaskExecutor(), held);
  }

  /** All of it, so many at a time. */
  static <T> List<T> inGroupsOf(int size, List<Callable<T>> work) {
    return run(Executors.newFixedThreadPool(size), work);
  }

  private static <T> List<T> run(ExecutorService executor, List<Callable<T>> work) {
    try (executor) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(work)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
