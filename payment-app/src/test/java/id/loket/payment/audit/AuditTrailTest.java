package id.loket.payment.audit;

import static id.loket.payment.testing.Api.asAdmin;
import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.asUser;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.tokens;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.id.Ids;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.testing.Receiver;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I12: what administrators do with invoices and receivers is written down before it is done. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class AuditTrailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final UUID admin = Ids.next();
  @Inject AuditStore store;
  @Inject Cassandra cassandra;

  @Test
  void aRefundIsRecordedWithWhatTheInvoiceWasAndIs() {
    String number = issue();
    paid(number);

    asAdministrator().post("/invoices/{n}/refunds", number).then().statusCode(200);
    asAdministrator().post("/invoices/{n}/void", number).then().statusCode(200);

    JsonPath trail = trail("object=" + number);
    assertThat(trail.getList("items.act")).containsExactly("invoice.voided", "invoice.refunded");
    assertThat(trail.getList("items.actor.id")).containsOnly(admin.toString());
    assertThat(trail.getList("items.outcome")).containsOnly("done");
    assertThat(trail.getString("items[1].before.status")).isEqualTo("PAID");
    assertThat(trail.getString("items[1].after.status")).isEqualTo("REFUNDED");
    assertThat(trail.getString("items[0].after.status")).isEqualTo("REFUNDED");
    assertThat(trail.getString("items[1].traceId")).matches("[0-9a-f]{32}");
  }

  @Test
  void whatIsRefusedIsRecordedAsThat() {
    String number = issue();

    asAdministrator().post("/invoices/{n}/refunds", number).then().statusCode(409);

    assertThat(trail("object=" + number).getList("items.outcome")).containsExactly("refused");
  }

  @Test
  void whatServicesDoAllDayIsNoAdministratorsAct() {
    String number = issue();
    asTicketApp().post("/invoices/{n}/void", number).then().statusCode(200);

    assertThat(trail("object=" + number).getList("items")).isEmpty();
  }

  @Test
  void receiversAreRecordedWithoutTheirSecrets() {
    try (Receiver receiver = Receiver.start()) {
      String url = receiver.url() + "?key=geheim";
      JsonPath made =
          asAdministrator()
              .body(Map.of("url", url, "eventTypes", List.of("invoice.paid")))
              .post("/webhooks/endpoints")
              .then()
              .statusCode(201)
              .extract()
              .jsonPath();
      String id = made.getString("id");
      JsonPath exchanged =
          asAdministrator()
              .post("/webhooks/endpoints/{id}/secret", id)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      asAdministrator().delete("/webhooks/endpoints/{id}", id).then().statusCode(204);

      JsonPath trail = trail("kind=webhook-endpoint&object=" + id);
      assertThat(trail.getList("items.act"))
          .containsExactly(
              "webhook-endpoint.removed",
              "webhook-endpoint.secret-exchanged",
              "webhook-endpoint.added");
      assertThat(trail.getString("items[2].after.url")).isEqualTo(receiver.url().toString());
      assertThat(trail.prettify())
          .doesNotContain("geheim", made.getString("secret"), exchanged.getString("secret"));
    }
  }

  /** As after a crash between the two: the act may have been done, and is not forgotten. */
  @Test
  void anActThatWasOnlyBegunIsThereWithoutAnOutcome() {
    String id = Ids.next().toString();
    intend(Instant.now(), id);

    assertThat(trail("object=" + id).getList("items.outcome")).containsExactly("unknown");
  }

  @Test
  void theTrailIsReadOverMonthsPageByPageByAdministratorsOnly() {
    String id = Ids.next().toString();
    Instant now = Instant.now();
    List<Instant> times = new ArrayList<>();
    for (int months = 0; months < 5; months++) {
      times.add(now.minus(months * 31L, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS));
      intend(times.getLast(), id);
    }

    List<Instant> read = new ArrayList<>();
    String cursor = "";
    do {
      JsonPath page = trail("object=" + id + "&limit=2" + cursor);
      page.<String>getList("items.at").forEach(at -> read.add(Instant.parse(at)));
      cursor = page.get("next") == null ? null : "&cursor=" + page.getString("next");
    } while (cursor != null);

    assertThat(read).isEqualTo(times);
    assertThat(trail("object=" + id + "&from=" + times.get(1)).getList("items")).hasSize(2);
    assertThat(trail("object=" + id + "&to=" + times.get(1)).getList("items")).hasSize(3);
    asUser(Ids.next()).get("/audit").then().statusCode(403);
    asTicketApp().get("/audit").then().statusCode(403);
  }

  @Test
  void actsLiveAsLongAsWasPromised() {
    String id = Ids.next().toString();
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    intend(at, id);

    int left =
        cassandra
            .row(
                "select ttl(act) as life from {keyspace}.audit where month = ? and at = ? limit 1",
                AuditStore.monthOf(at).toString(),
                at)
            .await()
            .atMost(PATIENCE)
            .orElseThrow()
            .getInt("life");
    assertThat(Duration.ofSeconds(left)).isBetween(Duration.ofDays(1829), Duration.ofDays(1830));
  }

  private void intend(Instant at, String object) {
    store
        .intend(
            new AuditStore.Place(at.truncatedTo(ChronoUnit.MILLIS), Ids.next()),
            new Actor(admin.toString(), "admin"),
            Act.of("thing.done", "thing", object),
            null)
        .await()
        .atMost(PATIENCE);
  }

  private RequestSpecification asAdministrator() {
    return given()
        .header("Authorization", tokens().user(admin, "admin"))
        .contentType(ContentType.JSON);
  }

  private JsonPath trail(String query) {
    return asAdmin().get("/audit?" + query).then().statusCode(200).extract().jsonPath();
  }
}
