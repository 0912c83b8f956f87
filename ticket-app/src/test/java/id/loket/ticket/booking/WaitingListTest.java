package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** First come, first served (I7), however the seat falls free. */
@TicketAppTest
class WaitingListTest {
  private final Counter counter = new Counter();

  private final Database database = new Database();

  @AfterEach
  void restore() {
    PaymentStandIn.setAway(false);
  }

  @Test
  void aCancelledPaidBookingIsRefundedAndTheFirstInLineGetsTheSeat() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.confirmed(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    Counter.Booked second = counter.queued(event, seat);

    counter.cancel(holder).then().statusCode(200).body("status", equalTo("CANCELLED"));

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
    counter.awaitInvoice(holder.id(), "REFUNDED");
    counter
        .citizen(first.user())
        .get("/bookings/{id}", first.id())
        .then()
        .body("promoted", equalTo(true));
    counter
        .citizen(second.user())
        .get("/bookings/{id}", second.id())
        .then()
        .body("position", equalTo(1));
    assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
  }

  @Test
  void aFailedPaymentOffersTheSeatOn() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);

    counter.webhook("invoice.failed", holder).then().statusCode(204);

    assertThat(counter.statusOf(holder.id())).isEqualTo("FAILED");
    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
  }

  @Test
  void anUnpaidBookingExpiresAndTheSeatIsOfferedOn() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);

    letTimePass(holder.id());

    counter.awaitStatus(holder.id(), "EXPIRED");
    counter.awaitInvoice(holder.id(), "VOID");
    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
  }

  @Test
  void withoutALineTheSeatIsOpenAgain() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);

    counter.cancel(holder).then().statusCode(200);

    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    counter.awaitInvoice(holder.id(), "VOID");
  }

  @Test
  void aNewcomerCannotOvertakeTheLineWhenABookingEnds() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    Counter.Booked second = counter.queued(event, seat);

    counter.cancel(holder).then().statusCode(200);
    Counter.Booked newcomer = counter.queued(event, seat);

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
    counter.cancel(first).then().statusCode(200);
    counter.awaitStatus(second.id(), "PENDING_PAYMENT");
    assertThat(counter.statusOf(newcomer.id())).isEqualTo("QUEUED");
  }

  @Test
  void whoLeavesTheLineIsPassedOver() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    Counter.Booked second = counter.queued(event, seat);

    counter
        .cancel(first)
        .then()
        .statusCode(200)
        .body("status", equalTo("LEFT"))
        .body("reason", equalTo("left-queue"));
    counter.cancel(holder).then().statusCode(200);

    counter.awaitStatus(second.id(), "PENDING_PAYMENT");
    assertThat(counter.statusOf(first.id())).isEqualTo("LEFT");
  }

  @Test
  void whoWaitedIsKeptWhilePaymentIsAway() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    PaymentStandIn.setAway(true);

    counter.cancel(holder).then().statusCode(200);
    counter.awaitStatus(first.id(), "HOLDING");
    PaymentStandIn.setAway(false);

    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
  }

  @Test
  void cancellingAnEventRefundsAndEndsEverything() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked paid = counter.confirmed(event, seat);
    Counter.Booked waiting = counter.queued(event, seat);

    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("status", "CANCELLED"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(200);

    counter.awaitStatus(paid.id(), "CANCELLED");
    counter.awaitStatus(waiting.id(), "LEFT");
    counter.awaitInvoice(paid.id(), "REFUNDED");
    counter
        .book(UUID.randomUUID(), event, seat)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:event-cancelled"));
  }

  @Test
  void aBookingCannotBeCancelledTwiceOrOnceTheEventBegan() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    counter.cancel(holder).then().statusCode(200);

    counter
        .cancel(holder)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"))
        .body("bookingStatus", equalTo("CANCELLED"));

    Counter.Booked other = counter.pending(event, seat);
    database.query(
        "update event set starts_at = $2 where id = $1",
        event,
        Instant.now().minus(Duration.ofMinutes(1)).atOffset(java.time.ZoneOffset.UTC));
    counter.cancel(other).then().statusCode(409);
  }

  private void letTimePass(UUID booking) {
    database.query(
        "update booking set expires_at = now() - interval '1 second' where id = $1", booking);
  }
}
