package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The unit is told of what it has to see to. */
@ReportAppTest
class UnitDigestTest {
  private final City city = new City();
  private final Database database = new Database();

  @Test
  void theUnitIsToldOfWhatIsNewAssignedSoonLateAndLate() {
    City.Category category = city.category();
    UUID first = city.officerOf(category.unit());
    UUID second = city.officerOf(category.unit());
    City.Made made = city.reported(category);
    awaitTold(first, "Baru: Lampu jalan");
    awaitTold(second, "Baru: Lampu jalan");

    city.officer(first)
        .body(Map.of("assignee", second))
        .put("/reports/{id}/assignment", made.id())
        .then()
        .statusCode(200);
    awaitTold(second, "Menjadi tugas Anda: Lampu jalan");
    database.query(
        "update report set warn_at = now() - interval '1 minute' where id = $1", made.id());
    awaitTold(second, "Segera terlambat: Lampu jalan");
    database.query("update report set due_at = now() - interval '1 hour' where id = $1", made.id());
    awaitTold(first, "Terlambat: Lampu jalan");

    assertThat(told(first)).doesNotContain("Menjadi tugas Anda");
    assertThat(database.count("select count(*) from unit_alert where report_id = $1", made.id()))
        .isZero();
  }

  @Test
  void whatComesTogetherIsOneMail() {
    City.Category category = city.category();
    for (int reports = 0; reports < 60; reports++) {
      city.reported(category);
    }

    UUID officer = city.officerOf(category.unit()); // until now there was nobody to tell

    String text =
        city.mail(city.mailsTo(officer.toString(), 1).getFirst().get("id")).getString("text");
    assertThat(text).contains("unit " + category.unit(), "dan 10 lagi");
    assertThat(text.lines().filter(line -> line.contains("Baru: Lampu jalan"))).hasSize(50);
    assertThat(
            database.count(
                "select count(*) from notice where user_id = $1 and kind = 'UNIT'", officer))
        .isEqualTo(1);
  }

  private void awaitTold(UUID officer, String what) {
    await().atMost(City.PATIENCE).until(() -> told(officer).contains(what));
  }

  private String told(UUID officer) {
    List<Map<String, Object>> mails = city.mailsTo(officer.toString(), 1);
    return mails.stream()
        .map(mail -> city.mail(mail.get("id")).getString("text"))
        .collect(Collectors.joining("\n"));
  }
}
