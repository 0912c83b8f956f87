package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One thing that happened, many to tell it to; and many things to tell to one. */
@ReportAppTest
class FanOutTest {
  private static final int VOTERS = 1200;
  private static final int AT_ONCE = 500;

  @Inject EventPublisher publisher;
  @Inject NoticeDelivery delivery;

  private final City city = new City();
  private final Database database = new Database();

  @Test
  void whatIsToldOfOneReportKeepsItsOrder() {
    City.Category category = city.category();
    LocalStackResource.stack().kill(Server.NOTICES);
    City.Made made;
    City.Made later;
    try {
      made = city.reported(category, Map.of("channels", List.of("PUSH")));
      awaitPending(made, 1);
      // As if the provider had asked to be left alone for a while just then: an attempt that is
      // under way does not say otherwise any more.
      database.query(
          "update notice set next_attempt_at = now() + interval '1 hour', attempts = attempts + 1"
              + " where report_id = $1",
          made.id());
      city.bring(city.officerOf(category.unit()), made.id(), "VERIFIED");
      awaitPending(made, 2);
      later = city.reported(category, Map.of("channels", List.of("PUSH")));
    } finally {
      LocalStackResource.stack().restart(Server.NOTICES);
    }

    city.noticesTo(later.reporter().toString(), 1);
    assertThat(
            database.count(
                "select count(*) from notice where report_id = $1 and status = 'PENDING'",
                made.id()))
        .as("the second waits for the first")
        .isEqualTo(2);
    database.query("update notice set next_attempt_at = now() where report_id = $1", made.id());

    assertThat(city.noticesTo(made.reporter().toString(), 2))
        .extracting(notice -> notice.get("title").toString().split(":")[0])
        .containsExactly("Laporan Anda terverifikasi", "Laporan Anda diterima");
  }

  /**
   * Over replicas nobody orders what they take off a queue: here an event comes when all that
   * another replica did of those before it is done and sent.
   */
  @Test
  void whatIsToldKeepsItsOrderInWhateverOrderItsEventsAreTakenIn() {
    List<String> statuses = List.of("VERIFIED", "IN_PROGRESS", "RESOLVED");
    Random random = new Random(20261130);
    for (int round = 0; round < 6; round++) {
      City.Made made = city.reported(city.category(), Map.of("channels", List.of("PUSH")));
      city.noticesTo(made.reporter().toString(), 1);
      List<Event> events = new ArrayList<>();
      for (String status : statuses) {
        events.add(happened(made, status));
      }
      Collections.shuffle(events, random);
      if (round == 0) {
        events.sort(Comparator.comparing(Event::time).reversed());
      }

      for (Event event : events) {
        publisher.publish(List.of(event)).await().atMost(City.PATIENCE);
        await().atMost(City.PATIENCE).until(() -> isTakenIn(event));
        delivery.poll().await().atMost(City.PATIENCE);
      }

      assertThat(city.noticesTo(made.reporter().toString(), 4))
          .extracting(notice -> notice.get("title").toString().split(":")[0])
          .containsExactly(
              "Sudah diperbaiki",
              "Perbaikan dimulai",
              "Laporan Anda terverifikasi",
              "Laporan Anda diterima");
    }
  }

  /** Something that happened to a report, whose event nobody has taken in yet. */
  private Event happened(City.Made made, String status) {
    UUID change = Ids.next();
    Instant at =
        database
            .query(
                """
                insert into report_change (id, report_id, kind, status, by_role, at)
                values ($1, $2, 'STATUS', $3, 'officer', clock_timestamp()) returning at
                """,
                change,
                made.id(),
                status)
            .getFirst()
            .getOffsetDateTime(0)
            .toInstant();
    JsonObject data =
        new JsonObject()
            .put("reportId", made.id().toString())
            .put("changeId", change.toString())
            .put("kind", "STATUS")
            .put("status", status)
            .put("source", "API")
            .put("version", 2)
            .put("occurredAt", at.toString());
    return new Event(
        change, "report.status_changed", made.id().toString(), at, data.encode(), null);
  }

  private boolean isTakenIn(Event event) {
    return database.count(
            "select count(*) from inbox where consumer = 'report-app.notices' and event_id = $1",
            event.id().toString())
        == 1;
  }

  @Test
  void manyVotersAreToldInBoundedBatches() {
    City.Made made = city.reported(city.category(), Map.of("channels", List.of("PUSH")));
    database.query(
        """
        insert into vote (report_id, voter_id, channels)
        select $1, gen_random_uuid(), '{SMS}' from generate_series(1, $2::int)
        """,
        made.id(),
        VOTERS);

    city.bring(city.officerOf(made.category().unit()), made.id(), "VERIFIED");

    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(distinct user_id) from notice where report_id = $1"
                        + " and kind = 'VERIFIED'",
                    made.id()),
            told -> told == VOTERS + 1);
    assertThat(
            database.count(
                """
                select max(written) from (select count(*) as written from notice
                  where report_id = $1 group by created_at) as batch
                """,
                made.id()))
        .isLessThanOrEqualTo(AT_ONCE + 1);
  }

  @Test
  void votesAreCountedWithoutAddingAllUp() {
    City.Made made = city.reported(city.category());
    database.query("update report set votes = 41 where id = $1", made.id());
    UUID voter = UUID.randomUUID();

    for (int said = 0; said < 2; said++) {
      city.citizen(voter)
          .body("{}")
          .post("/reports/{id}/votes", made.id())
          .then()
          .statusCode(200)
          .body("votes", equalTo(42));
    }
    for (int said = 0; said < 2; said++) {
      city.citizen(voter)
          .delete("/reports/{id}/votes", made.id())
          .then()
          .statusCode(200)
          .body("votes", equalTo(41));
    }
  }

  private void awaitPending(City.Made made, long count) {
    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from notice where report_id = $1 and status = 'PENDING'"
                        + " and (attempts > 0 or $2 > 1)",
                    made.id(),
                    count),
            pending -> pending == count);
  }
}
