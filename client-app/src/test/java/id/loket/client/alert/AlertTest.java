package id.loket.client.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.client.testing.TicketAppStandIn;
import id.loket.kit.event.Event;
import id.loket.kit.testing.OtherServices;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlertTest extends ClientAppTest {
  private final OtherServices publisher = new OtherServices();
  @Inject Pool database;

  private final String email = Person.newEmail();

  @Test
  void anAlertIsMailedOnceHoweverOftenItIsAskedFor() {
    UUID alert = UUID.randomUUID();
    ticketApp.hasAlert(alert, alert(alert, "id", 0));
    Event requested = requested(alert);

    say(requested);
    say(requested);

    JsonNode mail = inbox.await(email, "Inventory Alert!");
    assertThat(mail.get("text").asText()).contains("Makassar kehabisan stok Kaus");
    assertThat(inbox.raw(mail))
        .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        .contains("/inventory/subscriptions/end?token=abc");
    Eventually.until("the mail to be sent", () -> "SENT".equals(status(alert)));
    assertThat(inbox.count(email, "Inventory Alert!")).isEqualTo(1);
  }

  @Test
  void whileTicketAppIsAwayTheAlertWaits() {
    UUID alert = UUID.randomUUID();
    ticketApp.hasAlert(alert, alert(alert, "en", 2));
    ticketApp.feels(TicketAppStandIn.Mood.DEAD);
    say(requested(alert));
    Eventually.until("the mail to wait", () -> "PENDING".equals(status(alert)));

    ticketApp.isWell();

    JsonNode mail = inbox.await(email, "Inventory Alert!");
    assertThat(mail.get("text").asText()).contains("Makassar has only 2 of Kaus left");
  }

  @Test
  void whoEndedTheirSubscriptionMeanwhileGetsNoMail() {
    UUID alert = UUID.randomUUID();
    say(requested(alert));

    Eventually.until("the mail to be given up", () -> "FAILED".equals(status(alert)));
    assertThat(inbox.to(email)).isEmpty();
  }

  private String alert(UUID id, String language, int count) {
    return """
        {"id": "%s", "kind": "ALERT", "email": "%s", "language": "%s", "itemCount": 1,
         "items": [{"store": "Makassar", "item": "Kaus", "count": %d}],
         "endUrl": "http://127.0.0.1/inventory/subscriptions/end?token=abc"}
        """
        .formatted(id, email, language, count);
  }

  private static Event requested(UUID alert) {
    return Event.now("alert.requested", alert.toString(), "{\"alertId\": \"" + alert + "\"}");
  }

  private void say(Event event) {
    publisher.publish(List.of(event)).await().atMost(Duration.ofSeconds(20));
  }

  private String status(UUID alert) {
    var rows =
        database
            .preparedQuery("select status from mail where data = $1")
            .execute(Tuple.of(alert.toString()))
            .await()
            .atMost(Duration.ofSeconds(10));
    return rows.size() == 0 ? "NONE" : rows.iterator().next().getString(0);
  }
}
