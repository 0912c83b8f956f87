package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * While payment-app is exchanged some of its replicas do not know the invoices of the others: their
 * 404 means nothing, neither that there is no invoice nor that nobody can pay it.
 */
@TicketAppTest
class OlderPaymentAppTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

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
  void theInvoiceOfACancelledBookingIsVoidAllTheSame() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.isNotReadable(booked.id(), 2);

    counter.cancel(booked).then().statusCode(200);

    counter.awaitInvoice(booked.id(), "VOID");
  }

  @Test
  void theMoneyOfACancelledBookingIsGivenBackAllTheSame() {
    Counter.Booked booked = counter.confirmed(event, seat);
    PaymentStandIn.isNotReadable(booked.id(), 2);

    counter.cancel(booked).then().statusCode(200);

    counter.awaitInvoice(booked.id(), "REFUNDED");
  }

  @Test
  void nobodyIsToldTheirPaidBookingHasExpired() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.pay(booked.invoice());
    PaymentStandIn.isNotReadable(booked.id(), 2);

    counter.letTimePass(booked.id(), Duration.ofSeconds(1));

    counter.awaitStatus(booked.id(), "CONFIRMED");
    assertThat(PaymentStandIn.timesNotReadable(booked.id())).isZero();
  }

  @Test
  void anInvoiceNobodyLearntOfIsVoidAllTheSame() {
    Counter.Booked booked = counter.pending(event, seat);
    // as if the answer with the invoice had been lost and the booking had failed
    database.query(
        """
        update booking set status = 'FAILED', reason = 'payment-unavailable', invoice_number = null,
          payment_url = null, expires_at = null, version = version + 1 where id = $1
        """,
        booked.id());
    PaymentStandIn.isNotReadable(booked.id(), 2);
    database.query(
        "insert into obligation (booking_id, kind) values ($1, 'VOID_INVOICE')", booked.id());

    counter.awaitInvoice(booked.id(), "VOID");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                database.count(
                        "select count(*) from obligation where booking_id = $1 and done_at is null",
                        booked.id())
                    == 0);
  }
}
