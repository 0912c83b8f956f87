package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What sweeps cost beside 10⁴, 10⁵ and 10⁶ finished things, and how fast a backlog of events goes
 * out with one replica and with two. A temporary stack; ends by itself.
 */
public final class SweepBench {
  private static final int MOST = 1_000_000;
  private static final int FIRST = 10_000;
  private static final int TIMES = 10;
  private static final int BACKLOG = 10_000;
  private static final Duration REST = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  private SweepBench() {}

  public static void main(String[] arguments) throws Exception {
    new SweepBench().run();
  }

  private void run() throws Exception {
    String wanted = System.getenv("N");
    int most = wanted == null || wanted.isBlank() ? MOST : Integer.parseInt(wanted);
    Options options =
        Options.temporary()
            .with("LOKET_SERVICE_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx256m")
            .with("LOKET_CASSANDRA_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4 -Xms1g -Xmx1g");
    System.out.println("Starting a temporary stack ...");
    EnumSet<Server> servers = EnumSet.of(Server.RABBITMQ, Server.REDIS, Server.CASSANDRA);
    try (LocalStack stack = LocalStack.start(servers, options)) {
      LoketServices services =
          LoketServices.start(stack, EnumSet.of(LoketService.PAYMENT_APP), Map.of());
      try (PaymentRows rows = PaymentRows.of(stack)) {
        System.out.printf("%npayment-app, all sweeps of one replica that has nothing to do%n");
        int finished = 0;
        cost(services, rows, finished);
        for (int size = FIRST; size <= most; size *= TIMES) {
          rows.finish(finished, size);
          finished = size;
          cost(services, rows, finished);
        }
        System.out.printf("%n%,d events that wait, beside all of that%n", BACKLOG);
        double one = rows.drained(BACKLOG);
        Figures.row("1 replica", Figures.perSecond(one));
        ServiceProcess.replica(stack, LoketService.PAYMENT_APP, "payment-app-2", Map.of());
        Thread.sleep(REST.toMillis());
        double two = rows.drained(BACKLOG);
        Figures.row("2 replicas", Figures.perSecond(two));
        Figures.row("  2 replicas ÷ 1 replica", Figures.ratio(two / one));
      }
    }
  }

  private void cost(LoketServices services, PaymentRows rows, int finished) throws Exception {
    Thread.sleep(REST.toMillis());
    String url = services.privateUrl(LoketService.PAYMENT_APP) + "/q/metrics";
    double reads = metric(url, "loket_due_reads_total");
    double entries = metric(url, "loket_due_entries_total");
    double processor = cassandra();
    Thread.sleep(MEASURED.toMillis());
    double seconds = MEASURED.toSeconds();
    Figures.row(
        "%,d finished invoices: reads/s, entries/s".formatted(finished),
        String.format(
            Locale.ROOT,
            "%.1f /s, %.1f /s",
            (metric(url, "loket_due_reads_total") - reads) / seconds,
            (metric(url, "loket_due_entries_total") - entries) / seconds));
    Figures.row(
        "  Cassandra's processor",
        String.format(Locale.ROOT, "%.1f %%", (cassandra() - processor) / seconds * 100));
    Figures.row("  an event left half-way is published after", Figures.seconds(rows.recovered()));
  }

  private double metric(String url, String name) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return http.send(request, BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Seconds of processor Cassandra took so far. */
  private static double cassandra() {
    try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
      return all.filter(process -> isCassandra(process.info()))
          .mapToDouble(process -> Processor.seconds(process.pid()))
          .sum();
    }
  }

  private static boolean isCassandra(ProcessHandle.Info process) {
    return Stream.of(process.arguments().orElse(new String[0]))
        .anyMatch(argument -> argument.contains("CassandraDaemon"));
  }
}
