package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Visits per second that devices push through collector into the staging database, beside pgbench
 * inserting the same rows in transactions of the same size; then all devices at once, as after an
 * outage; then how many bytes one change costs. A temporary stack.
 */
public final class SyncBench {
  private static final int USUAL = 1000;
  private static final int VISITS = 200;
  private static final int CALLERS = 16;
  private static final int WARM_UP = 40;
  private static final int PGBENCH_SECONDS = 20;
  private static final int STORM_VISITS = 20;
  private static final int MOST_TRIES = 50;
  private static final int ASSIGNMENTS = 100;
  private static final String DATABASE = "staging";

  private final FieldDevices devices;
  private final Pgbench pgbench;

  private SyncBench(FieldDevices devices, Pgbench pgbench) {
    this.devices = devices;
    this.pgbench = pgbench;
  }

  public static void main(String[] arguments) throws Exception {
    Pgbench.require();
    String asked = System.getenv().getOrDefault("N", "").strip();
    int count = asked.isEmpty() ? USUAL : Integer.parseInt(asked);
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(EnumSet.of(Server.POSTGRES), Options.temporary())) {
      LoketServices services =
          LoketServices.start(
              stack,
              EnumSet.of(LoketService.DATABASE, LoketService.COLLECTOR),
              Map.of("LOKET_EXCHANGE_EVERY", "off"));
      FieldDevices devices =
          new FieldDevices(
              services.url(LoketService.COLLECTOR),
              stack.environment(LoketService.COLLECTOR).get("LOKET_SERVICE_KEY"));
      new SyncBench(devices, new Pgbench(stack.endpoint(Server.POSTGRES))).measure(count);
    }
  }

  private void measure(int count) throws Exception {
    pgbench.sql(DATABASE, FieldDevices.rows(count + WARM_UP));
    pushAll(IntStream.range(count, count + WARM_UP).boxed().toList());
    System.out.printf("%n%,d devices with %d visits each%n", count, VISITS);
    long begun = System.nanoTime();
    pushAll(IntStream.range(0, count).boxed().toList());
    double synced = count * (double) VISITS / seconds(begun);
    double raw = inserted();
    Figures.row("visits/s pushed by devices, %d at a time".formatted(CALLERS), rate(synced));
    Figures.row("visits/s pgbench inserts, 200 in a transaction", rate(raw));
    Figures.row("visits/s of devices ÷ visits/s of pgbench", Figures.ratio(synced / raw));
    storm(count);
    oneChange();
  }

  private void pushAll(List<Integer> numbers) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> pushes =
          numbers.stream().<Future<?>>map(number -> callers.submit(() -> push(number))).toList();
      for (Future<?> push : pushes) {
        push.get();
      }
    }
  }

  private void push(int device) {
    HttpResponse<byte[]> answer = devices.send(devices.push(device, 1, VISITS, null)).join();
    int stored = FieldDevices.json(answer.body()).at("/push/stored").asInt();
    if (answer.statusCode() != 200 || stored != VISITS) {
      throw new StackException("a push was answered with " + answer.statusCode());
    }
  }

  /** The rows of a visit with its photo, {@value #VISITS} in a transaction. */
  private double inserted() throws IOException {
    String visit =
        """
        with i as (
          insert into item (id, device_id, collector_id, batch_id, claimed_batch, sequence, kind,
            recorded_at, hash, body, lat, lon)
          values (gen_random_uuid(), md5('d' || :n)::uuid, md5('c' || :n)::uuid, md5('b' || :n)::uuid,
            md5('b' || :n)::uuid, 1, 'VISIT', now(), repeat('ab', 32), repeat('x', 480), -6.9, 107.6)
          returning id),
        v as (
          insert into visit (id, collector_id, assignment_id, result, receipt_number,
            receipt_amount, receipt_currency, receipt_method)
          select id, md5('c' || :n)::uuid, gen_random_uuid(), 'PAID', 'KW-1', 150000, 'IDR', 'CASH'
          from i returning id)
        insert into photo (id, visit_id, sha256) select gen_random_uuid(), id, repeat('ab', 32) from v;
        """;
    Path script = Files.createTempFile("loket-visits", ".sql");
    try {
      Files.writeString(
          script,
          "\\set n random(0, %d)%nbegin;%n".formatted(WARM_UP)
              + visit.repeat(VISITS)
              + "commit;\n");
      return VISITS * pgbench.transactionsPerSecond(DATABASE, script, CALLERS, PGBENCH_SECONDS);
    } finally {
      Files.delete(script);
    }
  }

  /** All at once; who is told to come again does so, and nothing but that may go wrong. */
  private void storm(int count) {
    AtomicInteger again = new AtomicInteger();
    long begun = System.nanoTime();
    List<CompletableFuture<Void>> all =
        IntStream.range(0, count)
            .mapToObj(
                device ->
                    until200(
                        devices.push(device, VISITS + 1, STORM_VISITS, "{\"limit\":50}"),
                        again,
                        MOST_TRIES))
            .toList();
    all.forEach(CompletableFuture::join);
    Figures.row(
        "%,d devices at once, %d visits and a pull each: all in after"
            .formatted(count, STORM_VISITS),
        String.format(Locale.ROOT, "%.1f s", seconds(begun)));
    Figures.row("answered 503 with Retry-After, and tried again", String.valueOf(again.get()));
  }

  private CompletableFuture<Void> until200(HttpRequest push, AtomicInteger again, int tries) {
    return devices
        .send(push)
        .thenCompose(
            answer -> {
              if (answer.statusCode() == 200) {
                return CompletableFuture.completedFuture(null);
              }
              boolean isTold = answer.headers().firstValue("Retry-After").isPresent();
              if (answer.statusCode() != 503 || !isTold || tries == 1) {
                throw new StackException("in the storm a push was answered " + answer.statusCode());
              }
              again.incrementAndGet();
              long pause = ThreadLocalRandom.current().nextLong(500, 3000);
              return CompletableFuture.runAsync(
                      () -> {}, CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS))
                  .thenCompose(waited -> until200(push, again, tries - 1));
            });
  }

  /** What a phone with a hundred assignments hears when one of them changes. */
  private void oneChange() {
    pgbench.sql(
        DATABASE,
        """
        with p as (
          insert into customer (id, core_ref, name, phone, address, lat, lon)
          select gen_random_uuid(), 'C' || n, 'Siti Rahma', '+62 812 0000 0001', 'Jl. Braga ' || n,
            -6.9175, 107.6191 from generate_series(1, %d) n returning id, core_ref),
        k as (
          insert into contract (id, core_ref, customer_id, outstanding, currency, due_date)
          select gen_random_uuid(), 'K' || core_ref, id, 500000, 'IDR', current_date from p
          returning id, core_ref),
        a as (
          insert into assignment (id, core_ref, contract_id, collector, day, priority, supply)
          select gen_random_uuid(), 'A' || core_ref, id, 'kolektor-0@example.org', current_date, 1, 1
          from k returning id, collector)
        insert into change (collector, assignment_id, deleted) select collector, id, false from a
        """
            .formatted(ASSIGNMENTS));
    HttpResponse<byte[]> full = pull(null);
    String token = FieldDevices.json(full.body()).at("/pull/token").asText();
    pgbench.sql(
        DATABASE,
        """
        update change set transaction = pg_current_xact_id()
        where (collector, assignment_id) in (select collector, assignment_id from change limit 1)
        """);
    HttpResponse<byte[]> delta = pull(token);
    JsonNode changes = FieldDevices.json(delta.body()).at("/pull/changes");
    if (changes.size() != 1) {
      throw new StackException("one change was told as " + changes.size());
    }
    Figures.row(
        "bytes of a first pull of %d assignments".formatted(ASSIGNMENTS),
        String.valueOf(full.body().length));
    Figures.row("bytes of the pull after one change", String.valueOf(delta.body().length));
  }

  private HttpResponse<byte[]> pull(String token) {
    String pull = token == null ? "{\"limit\":500}" : "{\"limit\":500,\"token\":\"" + token + "\"}";
    return devices.send(devices.push(0, 1, 0, pull)).join();
  }

  private static double seconds(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.0f", perSecond);
  }
}
