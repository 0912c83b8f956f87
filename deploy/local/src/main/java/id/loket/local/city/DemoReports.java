package id.loket.local.city;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.StackException;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives the running stack a city's damage to show: categories by the API, reports straight into
 * report-app's tables, then a run of the ETL. Done before, it only says so.
 */
public final class DemoReports {
  private static final Patience FOR_THE_ETL =
      new Patience(Duration.ofMinutes(10), Duration.ofSeconds(1));

  /**
   * How much there is to show.
   *
   * @param perYear how many reports the last year has, about
   */
  public record Wanted(long seed, int perYear, int years) {}

  private final String service;
  private final Visitor admin;
  private final Map<String, String> environment;
  private final PrintStream out;

  private DemoReports(Addresses addresses, Map<String, String> environment, PrintStream out) {
    this.service = addresses.report();
    this.admin = Visitor.sample(addresses, "admin");
    this.environment = environment;
    this.out = out;
  }

  public static void main(String[] arguments) throws SQLException {
    Wanted wanted =
        new Wanted(
            number("SEED", (int) SampleCity.USUAL_SEED, 0, Integer.MAX_VALUE),
            number("N", SampleCity.USUAL_PER_YEAR, 1000, 500_000),
            number("YEARS", SampleCity.USUAL_YEARS, 1, 10));
    try {
      run(
          wanted,
          Addresses.lasting(),
          LocalStack.lastingEnvironment(LoketService.REPORT_APP),
          System.out);
    } catch (UncheckedIOException e) {
      throw new StackException("Loket does not answer (is it up? 'make up'): " + e.getMessage(), e);
    } catch (Web.UnexpectedAnswer | Patience.Exhausted e) {
      throw new StackException("The demonstration stopped: " + e.getMessage(), e);
    }
  }

  /**
   * Loads the reports into the stack that is found at these addresses.
   *
   * @param environment report-app's, with the login of its database
   */
  public static void run(
      Wanted wanted, Addresses addresses, Map<String, String> environment, PrintStream out)
      throws SQLException {
    new DemoReports(addresses, environment, out).load(wanted);
  }

  private void load(Wanted wanted) throws SQLException {
    for (Damage damage : Damage.values()) {
      makeCategory(damage);
    }
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:" + environment.get("LOKET_DB_URL"),
            environment.get("LOKET_DB_USER"),
            environment.get("LOKET_DB_PASSWORD"))) {
      long before = samples(connection);
      if (before > 0) {
        out.printf("%,d sample reports are there already.%n", before);
      } else {
        write(connection, wanted);
      }
    }
    takeOver();
    out.printf(
        """

        Look at it, as officer@loket.test or admin@loket.test:
          %1$s/analytics/counts?by=category
          %1$s/analytics/heatmap?precision=6
          %1$s/analytics/breaches?by=unit
          %1$s/forecasts?weeks=4
          %1$s/forecasts/back-test
        """,
        service);
  }

  private void makeCategory(Damage damage) {
    admin
        .web()
        .post(
            service + "/categories",
            Web.object(
                "code",
                damage.code,
                "name",
                Web.object("en", damage.english, "id", damage.indonesian),
                "unit",
                damage.unit,
                "slaHours",
                damage.slaHours,
                "takesAnonymous",
                true,
                "repairCost",
                Web.object("amount", damage.repairCost, "currency", "IDR")))
        .require(201, 409);
  }

  private void write(Connection connection, Wanted wanted) throws SQLException {
    Instant begun = Instant.now();
    ReportTables tables = new ReportTables(connection, categories(connection), begun);
    Instant lastYear = begun.minus(Duration.ofDays(365));
    long[] ofLastYear = {0};
    new SampleCity(wanted.seed(), begun, wanted.perYear())
        .tell(
            wanted.years(),
            report -> {
              tables.add(report);
              ofLastYear[0] += report.createdAt().isAfter(lastYear) ? 1 : 0;
            });
    out.printf(
        "%,d sample reports of %d years, %,d of them of the last year, written in %.1f s%n",
        tables.finish(),
        wanted.years(),
        ofLastYear[0],
        Duration.between(begun, Instant.now()).toMillis() / 1000.0);
  }

  private void takeOver() {
    Instant begun = Instant.now();
    JsonNode status = FOR_THE_ETL.until("the end of the ETL", () -> takenOver(begun));
    out.printf(
        "taken over into OpenSearch: it has %,d reports, PostgreSQL %,d, %d differ%n",
        status.at("/comparison/documents").asLong(),
        status.at("/comparison/rows").asLong(),
        status.at("/comparison/differences").asLong());
  }

  /** Begins a run while something waits for one; how things stand once nothing does. */
  private Optional<JsonNode> takenOver(Instant begun) {
    JsonNode status = admin.web().get(service + "/analytics/etl").require(200).json();
    if (status.path("running").asBoolean()) {
      return Optional.empty();
    }
    boolean run = isSince(status.at("/lastRun/startedAt"), begun);
    if (run && status.at("/lastRun/failure").isTextual()) {
      throw new StackException("The ETL failed: " + status.at("/lastRun/failure").asText());
    }
    if (!run || status.path("pending").asLong() > 0) {
      admin.web().post(service + "/analytics/etl", null).require(202);
      return Optional.empty();
    }
    return Optional.of(status).filter(seen -> seen.path("comparison").isObject());
  }

  private static boolean isSince(JsonNode time, Instant begun) {
    return time.isTextual() && Instant.parse(time.asText()).isAfter(begun);
  }

  private static long samples(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("select count(*) from report where source = 'SAMPLE'");
        ResultSet rows = query.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static Map<String, UUID> categories(Connection connection) throws SQLException {
    Map<String, UUID> categories = new HashMap<>();
    try (PreparedStatement query =
            connection.prepareStatement("select code, id from category where deleted_at is null");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        categories.put(rows.getString(1), rows.getObject(2, UUID.class));
      }
    }
    return categories;
  }

  private static int number(String variable, int usual, int least, int most) {
    String text = System.getenv().getOrDefault(variable, "").strip();
    if (text.isEmpty()) {
      return usual;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new StackException(
        "%s=%s is not a number from %d to %d.".formatted(variable, text, least, most));
  }
}
