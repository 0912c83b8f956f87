package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.city.DemoReports;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A city's damage, loaded as {@code make demo-reports} does, as decision makers see it; OpenSearch
 * is reached over TLS.
 */
class AnalyticsIT {
  private static final Town town = Town.get();
  private static final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private static Visitor officer;
  private static String url;

  @BeforeAll
  static void aCity() throws SQLException {
    url = town.addresses().report();
    officer = Visitor.sample(town.addresses(), "officer");
    DemoReports.run(
        new DemoReports.Wanted(7, 3000, 1),
        town.addresses(),
        town.stack().environment(LoketService.REPORT_APP),
        new PrintStream(said));
  }

  @Test
  void theDemonstrationTellsWhatItDidAndThatNothingDiffers() {
    assertThat(said.toString())
        .contains("sample reports of 1 years", "taken over into OpenSearch", " 0 differ");
  }

  @Test
  void afterTheEtlTheNumbersArePostgresqls() throws SQLException {
    for (Map.Entry<String, String> each :
        Map.of("status", "r.status", "category", "c.code", "unit", "r.unit").entrySet()) {
      Map<String, Long> counted = new TreeMap<>();
      for (JsonNode item : ask("/analytics/counts?by=" + each.getKey()).path("items")) {
        counted.put(item.path("key").asText(), item.path("reports").asLong());
      }

      assertThat(counted).as(each.getKey()).isEqualTo(postgres(each.getValue()));
    }
  }

  @Test
  void theNextWeeksAreForetoldAndRepairsPlanned() {
    assertThat(ask("/forecasts?weeks=2").at("/total/weeks/0/expected").asDouble()).isPositive();
    assertThat(ask("/forecasts/back-test").at("/model/meanAbsolute").asDouble()).isPositive();
    JsonNode plan =
        officer
            .web()
            .post(
                url + "/forecasts/priorities",
                Web.object(
                    "budget", Web.object("amount", 100_000_000, "currency", "IDR"), "weeks", 4))
            .require(200)
            .json();
    assertThat(plan.path("items")).isNotEmpty();
    assertThat(plan.at("/spent/amount").asLong()).isBetween(1L, 100_000_000L);
  }

  @Test
  void open311ListsThem() {
    String answer =
        new String(
            Web.anonymous().get(url + "/open311/v2/requests.xml?status=open").require(200).body());

    assertThat(answer).contains("<service_requests>", "<service_code>pothole</service_code>");
  }

  private static JsonNode ask(String path) {
    return officer.web().get(url + path).require(200).json();
  }

  private static Map<String, Long> postgres(String column) throws SQLException {
    Map<String, String> variables = town.stack().environment(LoketService.REPORT_APP);
    Map<String, Long> counts = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + variables.get("LOKET_DB_URL"),
                variables.get("LOKET_DB_USER"),
                variables.get("LOKET_DB_PASSWORD"));
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select "
                    + column
                    + ", count(*) from report r join category c on c.id = r.category_id"
                    + " where r.deleted_at is null group by 1")) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getLong(2));
      }
    }
    return counts;
  }
}
