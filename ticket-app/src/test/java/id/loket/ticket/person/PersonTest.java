package id.loket.ticket.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import id.loket.kit.event.Event;
import id.loket.kit.testing.OtherServices;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/** What is kept of people: told to client-app, and forgotten when an account is. */
@TicketAppTest
class PersonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Counter counter = new Counter();
  private final Database database = new Database();

  private final OtherServices publisher = new OtherServices();

  @Test
  void whoIsForgottenIsInNoRowAndOnNoPaper() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    assertThat(textOfTicket(booked)).contains("Siti Rahma");

    Event deleted =
        Event.now(
            "user.deleted", booked.user().toString(), "{\"userId\":\"" + booked.user() + "\"}");
    publisher.publish(List.of(deleted)).await().atMost(PATIENCE);
    publisher.publish(List.of(deleted)).await().atMost(PATIENCE);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(textOfTicket(booked)).doesNotContain("Siti Rahma"));
    assertThat(textOfTicket(booked)).contains("A-1");
    assertThat(
            database.count(
                "select count(*) from booking t where user_id = $1 and t::text like '%Rahma%'",
                booked.user()))
        .isZero();
    counter
        .admin()
        .get("/bookings/{id}", booked.id())
        .then()
        .statusCode(200)
        .body("status", equalTo("CONFIRMED"));
  }

  @Test
  void whoIsForgottenWaitsNowhereAnyMore() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked gone = counter.queued(event, seat);
    Counter.Booked next = counter.queued(event, seat);
    Event deleted =
        Event.now("user.deleted", gone.user().toString(), "{\"userId\":\"" + gone.user() + "\"}");

    publisher.publish(List.of(deleted)).await().atMost(PATIENCE);

    counter.awaitStatus(gone.id(), "LEFT");
    counter.cancel(holder).then().statusCode(200);
    counter.awaitStatus(next.id(), "PENDING_PAYMENT");
    assertThat(counter.statusOf(gone.id())).isEqualTo("LEFT");
  }

  @Test
  void clientAppAloneIsToldAllThatIsKept() {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));

    Counter.request(counter.tokens().service("client-app", "ticket-app"))
        .get("/people/{id}", booked.user())
        .then()
        .statusCode(200)
        .body("bookings", hasSize(1))
        .body("bookings[0].holderName", equalTo("Siti Rahma"))
        .body("orders", hasSize(0));
    Counter.request(counter.tokens().service("payment-app", "ticket-app"))
        .get("/people/{id}", booked.user())
        .then()
        .statusCode(403);
    counter.citizen(booked.user()).get("/people/{id}", booked.user()).then().statusCode(403);
  }

  private String textOfTicket(Counter.Booked booked) throws Exception {
    String link =
        counter
            .admin()
            .redirects()
            .follow(false)
            .get("/bookings/{id}/ticket", booked.id())
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    byte[] pdf = RestAssured.given().urlEncodingEnabled(false).get(link).asByteArray();
    try (PDDocument document = Loader.loadPDF(pdf)) {
      return new PDFTextStripper().getText(document);
    }
  }
}
