package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Broker;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of lines when their event begins or is moved, and of whom a crash held up. */
@TicketAppTest
class LineEndTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();
  private UUID event;
  private UUID seat;

  @BeforeEach
  void open() {
    event = counter.event();
    seat = counter.seat(event);
  }

  @Test
  void aLineEndsWhenItsEventBeginsAndWhoWaitedIsTold() {
    counter.confirmed(event, seat);
    Counter.Booked waiting = counter.queued(event, seat);
    try (Broker broker = Broker.connect()) {
      String listener = broker.listen("booking.cancelled");

      database.query(
          "update event set starts_at = now() - interval '1 second' where id = $1", event);

      counter.awaitStatus(waiting.id(), "LEFT");
      look(waiting).then().body("reason", equalTo("event-begun"));
      broker.hear(listener, 1, said -> said.getString("subject").equals(waiting.id().toString()));
    }
  }

  @Test
  void nobodyOvertakesALineWhoseSeatIsOpen() {
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    // what an event that had begun left, before it was moved
    database.query(
        """
        with ended as (
          update booking set status = 'CANCELLED', version = version + 1 where id = $1)
        update seat set status = 'OPEN' where id = $2
        """,
        holder.id(),
        seat);

    counter.book(UUID.randomUUID(), event, seat).then().statusCode(202);

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
  }

  @Test
  void anEventThatIsMovedOffersItsOpenSeatsToTheirLines() {
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    database.query(
        """
        with ended as (
          update booking set status = 'CANCELLED', version = version + 1 where id = $1)
        update seat set status = 'OPEN' where id = $2
        """,
        holder.id(),
        seat);

    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("startsAt", Instant.now().plus(Duration.ofDays(60)).toString()))
        .patch("/events/{id}", event)
        .then()
        .statusCode(200);

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
  }

  @Test
  void anInvoiceThatHasExpiredIsNeverOffered() {
    Counter.Booked holder = counter.confirmed(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    // its first try was invoiced, and then everything was away for longer than the time to pay
    PaymentStandIn.issued(
        "INV-" + UUID.randomUUID(), first.id().toString(), Instant.now().minusSeconds(60));

    counter.cancel(holder).then().statusCode(200);

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
    Instant until = Instant.parse(look(first).path("expiresAt"));
    assertThat(until).isAfter(Instant.now().plus(Duration.ofMinutes(10)));
  }

  private io.restassured.response.Response look(Counter.Booked booked) {
    return counter.citizen(booked.user()).get("/bookings/{id}", booked.id());
  }
}
