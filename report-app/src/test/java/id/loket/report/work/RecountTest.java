package id.loket.report.work;

import static id.loket.report.testing.City.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A calendar that changes moves what is due by it. */
@ReportAppTest
class RecountTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");

  private final City city = new City();
  private final Database database = new Database();

  @Test
  void aHolidayThatIsDeclaredMovesWhatIsDueAndNothingElse() {
    City.Category category = city.category(Map.of("slaHours", 72));
    City.Made open = city.reported(category);
    City.Made closed = city.reported(category);
    city.bring(city.officerOf(category.unit()), closed.id(), "REJECTED");
    City.Made elsewhere = city.reported(city.category(Map.of("slaHours", 72)));
    Instant due = dueAt(open);
    Instant closedDue = dueAt(closed);
    Instant elsewhereDue = dueAt(elsewhere);

    declare(category, List.of(Map.of("date", LocalDate.now(ZONE).plusDays(1).toString())));

    await()
        .atMost(City.PATIENCE)
        .until(() -> dueAt(open), moved -> moved.equals(due.plus(Duration.ofDays(1))));
    assertThat(dueAt(closed)).isEqualTo(closedDue);
    assertThat(dueAt(elsewhere)).isEqualTo(elsewhereDue);
    assertThat(
            database.count(
                "select count(*) from report_change where report_id = $1 and kind = 'EDITED'"
                    + " and by_role = 'system'",
                open.id()))
        .isEqualTo(1);

    city.admin().delete("/units/{unit}/calendar", category.unit()).then().statusCode(204);
    await().atMost(City.PATIENCE).until(() -> dueAt(open), due::equals);
    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from calendar_change where unit = $1", category.unit()),
            left -> left == 0);
  }

  private void declare(City.Category category, List<Map<String, Object>> holidays) {
    List<Map<String, Object>> hours =
        Arrays.stream(DayOfWeek.values())
            .map(day -> Map.<String, Object>of("day", day.name(), "from", "00:00", "to", "24:00"))
            .toList();
    city.admin()
        .body(Map.of("zone", ZONE.getId(), "hours", hours, "holidays", holidays))
        .put("/units/{unit}/calendar", category.unit())
        .then()
        .statusCode(200);
  }

  private static Instant dueAt(City.Made made) {
    return Instant.parse(nobody().get("/reports/{id}", made.id()).path("dueAt"));
  }
}
