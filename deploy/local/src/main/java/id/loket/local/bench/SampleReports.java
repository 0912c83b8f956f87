package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.city.ReportTables;
import id.loket.local.city.SampleCity;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A number of the sample city's reports in report-app's tables, with their categories. */
final class SampleReports {
  private static final int SLA_HOURS = 72;

  private final LocalStack stack;
  private final String service;
  private final Visitor admin;
  private final Map<String, UUID> categories = new HashMap<>();

  SampleReports(LocalStack stack, String service, Visitor admin) {
    this.stack = stack;
    this.service = service;
    this.admin = admin;
  }

  /** Writes so many reports of one year. */
  void load(int wanted) throws SQLException {
    int[] left = {wanted};
    try (Connection connection = connect()) {
      ReportTables tables = new ReportTables(connection, categories, Instant.now());
      new SampleCity(SampleCity.USUAL_SEED, Instant.now(), wanted * 11 / 10)
          .tell(
              1,
              report -> {
                if (left[0]-- > 0) {
                  categories.computeIfAbsent(report.category(), this::category);
                  tables.add(report);
                }
              });
      tables.finish();
      try (Statement statement = connection.createStatement()) {
        statement.execute("vacuum analyze");
      }
    }
  }

  /** Report-app's database, as report-app sees it. */
  Connection connect() throws SQLException {
    Map<String, String> environment = stack.environment(LoketService.REPORT_APP);
    return DriverManager.getConnection(
        "jdbc:" + environment.get("LOKET_DB_URL"),
        environment.get("LOKET_DB_USER"),
        environment.get("LOKET_DB_PASSWORD"));
  }

  /** Makes a category that takes anonymous reports; its id. */
  UUID category(String code) {
    return UUID.fromString(
        admin
            .web()
            .post(
                service + "/categories",
                Web.object(
                    "code",
                    code,
                    "name",
                    Web.object("en", code, "id", code),
                    "unit",
                    "unit-" + code,
                    "slaHours",
                    SLA_HOURS,
                    "takesAnonymous",
                    true))
            .require(201)
            .json()
            .path("id")
            .asText());
  }
}
