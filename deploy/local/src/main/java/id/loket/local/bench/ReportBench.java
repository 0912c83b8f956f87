package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reports per second that report-app takes in over HTTP, against transactions per second of pgbench
 * running the same SQL on the same PostgreSQL with as many connections; then lookups of reports
 * near a point among a million. A temporary stack.
 */
public final class ReportBench {
  private static final int USUAL = 1_000_000;
  private static final int CONNECTIONS = 20;
  private static final int CALLERS = 40;
  private static final int LOOKING = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final long SEED = 20270301;
  private static final String CATEGORY = "ukuran";

  private final LocalStack stack;
  private final Options options;
  private final String service;

  private ReportBench(LocalStack stack, Options options) {
    this.stack = stack;
    this.options = options;
    this.service = Addresses.of(stack).report();
  }

  public static void main(String[] arguments) throws Exception {
    Pgbench.require();
    String asked = System.getenv().getOrDefault("N", "").strip();
    int reports = asked.isEmpty() ? USUAL : Integer.parseInt(asked);
    Options options = Production.options(Options.temporary());
    System.out.println("Starting a temporary stack ...");
    EnumSet<Server> servers =
        EnumSet.of(
            Server.POSTGRES,
            Server.RABBITMQ,
            Server.MAIL,
            Server.NOTICES,
            Server.S3,
            Server.OPENSEARCH);
    try (LocalStack stack = LocalStack.start(servers, options)) {
      LoketServices.start(
          stack,
          EnumSet.of(LoketService.CLIENT_APP, LoketService.REPORT_APP),
          Map.of("LOKET_ETL_SCHEDULE", "off"));
      new ReportBench(stack, options).measure(reports);
    }
  }

  private void measure(int reports) throws Exception {
    SampleReports sample =
        new SampleReports(stack, service, Visitor.sample(Addresses.of(stack), "admin"));
    sample.category(CATEGORY);
    double statements = pgbench();
    Result created = during(WARM_UP, CALLERS, ReportBench::report);
    System.out.printf("%nReports, %d callers, %d database connections%n", CALLERS, CONNECTIONS);
    Figures.row("pgbench, the SQL of one report as one script", perSecond(statements));
    Figures.row("POST /reports", perSecond(created.perSecond()));
    Figures.row("  median, p99 of one report", medianAnd99(created.took()));
    Figures.row(
        "  reports/s ÷ pgbench transactions/s",
        String.format(Locale.ROOT, "%.2f", created.perSecond() / statements));

    System.out.printf("%nWriting %,d reports of the sample city ...%n", reports);
    sample.load(reports);
    List<String> near = pathsNear(sample);
    Result looked =
        during(Duration.ofSeconds(15), LOOKING, (random, url) -> look(near, random, url));
    Figures.row(
        "GET /reports/nearby, %d callers".formatted(LOOKING), perSecond(looked.perSecond()));
    Figures.row("  median, p99 of one lookup", medianAnd99(looked.took()));
  }

  private static String medianAnd99(List<Duration> took) {
    return Figures.seconds(Figures.percentile(took, 0.5))
        + ", "
        + Figures.seconds(Figures.percentile(took, 0.99));
  }

  private static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.0f /s", rate);
  }

  private double pgbench() {
    Pgbench pgbench = new Pgbench(stack.endpoint(Server.POSTGRES));
    pgbench.create("bench", options.project(), "report-app");
    pgbench.sql("bench", List.of(options.project().resolve("deploy/bench/category.sql")));
    Path script = options.project().resolve("deploy/bench/report.sql");
    pgbench.transactionsPerSecond("bench", script, CONNECTIONS, 3);
    // Of empty tables PostgreSQL would learn that reading them whole is cheapest.
    pgbench.sql("bench", "vacuum analyze");
    double rate =
        pgbench.transactionsPerSecond("bench", script, CONNECTIONS, (int) MEASURED.toSeconds());
    pgbench.sql("postgres", "drop database bench");
    return rate;
  }

  private interface Request {
    void send(Random random, String service);
  }

  private record Result(double perSecond, List<Duration> took) {}

  /** The request again and again from so many callers; what ends after the warm-up counts. */
  private Result during(Duration warmUp, int callers, Request request) throws Exception {
    Instant measuredFrom = Instant.now().plus(warmUp);
    Instant end = measuredFrom.plus(MEASURED);
    List<Duration> took = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < callers; n++) {
        Random random = new Random(SEED + n);
        all.add(
            threads.submit(
                () -> {
                  while (Instant.now().isBefore(end)) {
                    Instant begun = Instant.now();
                    request.send(random, service);
                    Instant ended = Instant.now();
                    if (!ended.isBefore(measuredFrom) && ended.isBefore(end)) {
                      took.add(Duration.between(begun, ended));
                    }
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    return new Result(took.size() / (double) MEASURED.toSeconds(), took);
  }

  private static void report(Random random, String service) {
    Web.anonymous()
        .post(
            service + "/reports",
            Web.object(
                "category",
                CATEGORY,
                "note",
                "Lampu padam di depan pasar",
                "location",
                Web.object(
                    "lat", -6.99 + 0.2 * random.nextDouble(),
                    "lon", 107.5 + 0.2 * random.nextDouble())))
        .require(201);
  }

  private static void look(List<String> paths, Random random, String service) {
    Web.anonymous().get(service + paths.get(random.nextInt(paths.size()))).require(200);
  }

  /** Lookups close to where reports are, as people make them. */
  private static List<String> pathsNear(SampleReports sample) throws SQLException {
    List<String> paths = new ArrayList<>();
    try (Connection connection = sample.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select c.code, r.lat, r.lon from report r join category c on c.id = r.category_id
                where r.lat is not null and r.source = 'SAMPLE' order by hashtext(r.id::text) limit 20000
                """)) {
      while (rows.next()) {
        paths.add(
            String.format(
                Locale.ROOT,
                "/reports/nearby?category=%s&lat=%.5f&lon=%.5f",
                rows.getString(1),
                rows.getDouble(2),
                rows.getDouble(3)));
      }
    }
    return paths;
  }
}
