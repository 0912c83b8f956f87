package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Visitor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

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
  private final LoketServices services;
  private final Options options;
  private final String service;

  private ReportBench(LocalStack stack, LoketServices services, Options options) {
    this.stack = stack;
    this.services = services;
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
      LoketServices services =
          LoketServices.start(
              stack,
              EnumSet.of(LoketService.CLIENT_APP, LoketService.REPORT_APP),
              Map.of("LOKET_ETL_SCHEDULE", "off"));
      new ReportBench(stack, services, options).measure(reports);
    }
  }

  private void measure(int reports) throws Exception {
    SampleReports sample =
        new SampleReports(stack, service, Visitor.sample(Addresses.of(stack), "admin"));
    sample.category(CATEGORY);
    URI server = URI.create(service);
    Callers callers = new Callers(server, CALLERS, SEED);
    callers.ask(Duration.ZERO, WARM_UP, ReportBench::report);
    long before = analysed(sample);
    Callers.Result created = callers.ask(Duration.ZERO, MEASURED, ReportBench::report);
    // What is told of the reports goes on for a while: pgbench has the machine to itself.
    services.stop(LoketService.REPORT_APP);
    double statements = pgbench(before, created.took().size());
    services.restart(LoketService.REPORT_APP);
    System.out.printf("%nReports, %d callers, %d database connections%n", CALLERS, CONNECTIONS);
    Figures.row("pgbench, the SQL of one report as one script", Figures.perSecond(statements));
    Figures.row("POST /reports", created.rate());
    Figures.row("  median, p99 of one report", created.medianAnd99());
    Figures.row(
        "  reports/s ÷ pgbench transactions/s", Figures.ratio(created.perSecond() / statements));

    System.out.printf("%nWriting %,d reports of the sample city ...%n", reports);
    sample.load(reports);
    List<String> near = pathsNear(sample);
    Callers.Result looked =
        new Callers(server, LOOKING, SEED)
            .ask(Duration.ofSeconds(15), MEASURED, (line, random) -> look(near, line, random));
    Figures.row("GET /reports/nearby, %d callers".formatted(LOOKING), looked.rate());
    Figures.row("  median, p99 of one lookup", looked.medianAnd99());
    lists(server, sample);
  }

  /** Pages of lists, as the public asks for them. */
  private static void lists(URI server, SampleReports sample) throws Exception {
    Map<String, List<String>> asked = new LinkedHashMap<>();
    List<double[]> places = places(sample);
    asked.put("a box of 100 m", boxes(places, 0.0005));
    asked.put("a box of 4 km", boxes(places, 0.02));
    asked.put("a box around the city", boxes(places, 0.5));
    asked.put("a category, rejected ones", List.of("/reports?category=pothole&status=REJECTED"));
    asked.put("a unit", List.of("/reports?unit=unit-pothole"));
    asked.put("all", List.of("/reports"));
    for (Map.Entry<String, List<String>> list : asked.entrySet()) {
      Callers.Result listed =
          new Callers(server, LOOKING, SEED)
              .ask(
                  Duration.ofSeconds(5),
                  MEASURED,
                  (line, random) -> look(list.getValue(), line, random));
      Figures.row("GET /reports, %s".formatted(list.getKey()), listed.rate());
      Figures.row("  median, p99 of one page", listed.medianAnd99());
    }
  }

  private static List<String> boxes(List<double[]> places, double half) {
    return places.stream()
        .map(
            place ->
                String.format(
                    Locale.ROOT,
                    "/reports?bbox=%.5f,%.5f,%.5f,%.5f",
                    place[0] - half,
                    place[1] - half,
                    place[0] + half,
                    place[1] + half))
        .toList();
  }

  /** Of empty tables PostgreSQL has learnt that reading them whole is cheapest. */
  private static long analysed(SampleReports sample) throws SQLException {
    try (Connection connection = sample.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum analyze");
      try (ResultSet rows = statement.executeQuery("select count(*) from report")) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /**
   * The statements of as many reports, after as many: the more there are, the longer it takes to
   * find which of them are near.
   */
  private double pgbench(long before, long reports) {
    Pgbench pgbench = new Pgbench(stack.endpoint(Server.POSTGRES));
    pgbench.create("bench", options.project(), "report-app");
    pgbench.sql("bench", List.of(options.project().resolve("deploy/bench/category.sql")));
    Path script = options.project().resolve("deploy/bench/report.sql");
    pgbench.transactionsPerSecondOf(before, "bench", script, CONNECTIONS);
    pgbench.sql("bench", "vacuum analyze");
    double rate = pgbench.transactionsPerSecondOf(reports, "bench", script, CONNECTIONS);
    pgbench.sql("postgres", "drop database bench");
    return rate;
  }

  private static boolean report(HttpLine line, Random random) throws IOException {
    String report =
        String.format(
            Locale.ROOT,
            """
            {"category": "%s", "note": "Lampu padam di depan pasar",
             "location": {"lat": %.6f, "lon": %.6f}}
            """,
            CATEGORY,
            -6.99 + 0.2 * random.nextDouble(),
            107.5 + 0.2 * random.nextDouble());
    line.post("/reports", null, report.getBytes(StandardCharsets.UTF_8)).require(201);
    return true;
  }

  private static boolean look(List<String> paths, HttpLine line, Random random) throws IOException {
    line.get(paths.get(random.nextInt(paths.size()))).require(200);
    return true;
  }

  /** Lookups close to where reports are, as people make them. */
  private static List<String> pathsNear(SampleReports sample) throws SQLException {
    List<String> paths = new ArrayList<>();
    some(
        sample,
        row ->
            paths.add(
                String.format(
                    Locale.ROOT,
                    "/reports/nearby?category=%s&lat=%.5f&lon=%.5f",
                    row.getString(1),
                    row.getDouble(2),
                    row.getDouble(3))));
    return paths;
  }

  private static List<double[]> places(SampleReports sample) throws SQLException {
    List<double[]> places = new ArrayList<>();
    some(sample, row -> places.add(new double[] {row.getDouble(2), row.getDouble(3)}));
    return places;
  }

  /** Looks at a row. */
  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private static void some(SampleReports sample, RowReader reader) throws SQLException {
    try (Connection connection = sample.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select c.code, r.lat, r.lon from report r join category c on c.id = r.category_id
                where r.lat is not null and r.source = 'SAMPLE' order by hashtext(r.id::text) limit 20000
                """)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }
}
