package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failing organiser or payment-app leaves behind: nothing. */
@TicketAppTest
class CompensationTest {
  private final Counter counter = new Counter();

  private final Database database = new Database();

  @AfterEach
  void restore() {
    PaymentStandIn.setAway(false);
    counter.organiserRefuses(false);
  }

  @Test
  void aRefusedHoldFailsTheBookingAndFreesTheSeat() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.organiserRefuses(true);

    Response response = counter.book(UUID.randomUUID(), event, seat);

    response
        .then()
        .statusCode(502)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:loket:problem:hold-refused"))
        .body("booking.status", equalTo("FAILED"))
        .body("booking.reason", equalTo("hold-refused"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    assertThat(PaymentStandIn.statusOf(UUID.fromString(response.path("booking.id"))))
        .isEqualTo("NONE");
  }

  @Test
  void withoutAnInvoiceTheHoldIsReleasedAndTheSeatFreed() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    PaymentStandIn.setAway(true);

    Response response = counter.book(UUID.randomUUID(), event, seat);

    response
        .then()
        .statusCode(503)
        .body("type", equalTo("urn:loket:problem:payment-unavailable"))
        .body("booking.status", equalTo("FAILED"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    UUID booking = UUID.fromString(response.path("booking.id"));
    awaitThat(() -> !counter.isHeld(event, booking));
    PaymentStandIn.setAway(false);
    awaitThat(() -> openObligations(booking) == 0);
    // so that a request for it that is still under way finds it void
    assertThat(PaymentStandIn.statusOf(booking)).isEqualTo("VOID");
  }

  @Test
  void anInvoiceNobodyLearntOfIsVoided() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked booked = counter.pending(event, seat);
    // as if the answer with the invoice had been lost and the booking had failed
    database.query(
        """
        update booking set status = 'FAILED', reason = 'payment-unavailable', invoice_number = null,
          payment_url = null, expires_at = null, version = version + 1 where id = $1
        """,
        booked.id());
    database.query(
        "insert into obligation (booking_id, kind) values ($1, 'VOID_INVOICE')", booked.id());

    counter.awaitInvoice(booked.id(), "VOID");
  }

  @Test
  void anOrganiserThatIsDownGivesAClearAnswerAndIsAskedToReleaseLater() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    LocalStackResource.stack().kill(Server.ORGANISER);
    UUID booking;
    try {
      Response response = counter.book(UUID.randomUUID(), event, seat);
      response
          .then()
          .statusCode(503)
          .body("type", equalTo("urn:loket:problem:organiser-unavailable"));
      booking = UUID.fromString(response.path("booking.id"));
      assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
      assertThat(openObligations(booking)).isEqualTo(1);
    } finally {
      LocalStackResource.stack().restart(Server.ORGANISER);
    }
    awaitThat(() -> openObligations(booking) == 0);
  }

  @Test
  void aBookingThatACrashLeftHalfWayIsCarriedOn() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID booking = leftHalfWay(event, seat);

    counter.awaitStatus(booking, "PENDING_PAYMENT");
    assertThat(counter.isHeld(event, booking)).isTrue();
    assertThat(PaymentStandIn.statusOf(booking)).isEqualTo("ISSUED");
  }

  @Test
  void noBookingStaysHalfWayForEver() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.organiserRefuses(true);
    UUID booking = leftHalfWay(event, seat);

    counter.awaitStatus(booking, "FAILED");
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
  }

  /** A HOLDING booking whose process died before it called anybody. */
  private UUID leftHalfWay(UUID event, UUID seat) {
    UUID booking = UUID.randomUUID();
    database.query("update seat set status = 'ON_GOING' where id = $1", seat);
    database.query(
        """
        insert into booking (id, user_id, event_id, seat_id, status, version, price_amount,
          price_currency, work_until, give_up_at)
        values ($1, $2, $3, $4, 'HOLDING', 1, 150000, 'IDR', now(), now())
        """,
        booking,
        UUID.randomUUID(),
        event,
        seat);
    return booking;
  }

  private long openObligations(UUID booking) {
    return database.count(
        "select count(*) from obligation where booking_id = $1 and done_at is null", booking);
  }

  private static void awaitThat(java.util.concurrent.Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100)).until(condition);
  }
}
