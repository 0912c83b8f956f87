package id.loket.ticket.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money an administrator gives back at payment-app ends what was paid with it (I3). */
@TicketAppTest
class RefundTest {
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
  void aRefundedBookingIsCancelledItsTicketVoidAndTheSeatOfferedOn() {
    Counter.Booked booked = counter.confirmed(event, seat);
    Counter.Booked next = counter.queued(event, seat);
    String code = counter.ticketCode(booked);
    PaymentStandIn.refund(booked.invoice());

    counter.webhook("invoice.refunded", booked).then().statusCode(204);

    look(booked).then().body("status", equalTo("CANCELLED")).body("reason", equalTo("refunded"));
    counter.awaitStatus(next.id(), "PENDING_PAYMENT");
    counter.checkIn(code).then().statusCode(409);
    assertThat(
            database.count(
                "select count(*) from obligation where booking_id = $1 and kind <> 'RELEASE_HOLD'",
                booked.id()))
        .isZero();
  }

  @Test
  void whoWasLetInKeepsTheSeatAndItIsMarked() {
    Counter.Booked booked = counter.confirmed(event, seat);
    counter.checkIn(counter.ticketCode(booked)).then().statusCode(200);
    PaymentStandIn.refund(booked.invoice());

    counter.webhook("invoice.refunded", booked).then().statusCode(204);
    counter.webhook("invoice.refunded", booked).then().statusCode(204);

    look(booked).then().body("status", equalTo("CONFIRMED")).body("refundedAt", notNullValue());
    assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
  }

  @Test
  void aRefundHeardOfBeforeThePaymentEndsItToo() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.pay(booked.invoice());
    PaymentStandIn.refund(booked.invoice());

    counter.webhook("invoice.refunded", booked).then().statusCode(204);
    counter.webhook("invoice.paid", booked).then().statusCode(204);

    look(booked).then().body("status", equalTo("CANCELLED"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
  }

  @Test
  void ourOwnRefundsTellNothingNew() {
    Counter.Booked booked = counter.confirmed(event, seat);
    counter.cancel(booked).then().statusCode(200);
    counter.awaitInvoice(booked.id(), "REFUNDED");

    counter.webhook("invoice.refunded", booked).then().statusCode(204);

    look(booked).then().body("reason", equalTo("cancelled-by-user"));
  }

  private io.restassured.response.Response look(Counter.Booked booked) {
    return counter.citizen(booked.user()).get("/bookings/{id}", booked.id());
  }
}
