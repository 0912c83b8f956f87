package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deadline asks before it decides: what was paid in time is never said to have expired. */
@TicketAppTest
class DeadlineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Counter counter = new Counter();
  private final Database database = new Database();
  private UUID event;
  private UUID seat;

  @BeforeEach
  void open() {
    event = counter.event();
    seat = counter.seat(event);
  }

  @AfterEach
  void restore() {
    PaymentStandIn.setAway(false);
  }

  @Test
  void whatWasPaidInTimeIsConfirmedThoughItsWebhookIsLate() {
    Counter.Booked booked = counter.pending(event, seat);
    Counter.Booked next = counter.queued(event, seat);
    PaymentStandIn.pay(booked.invoice());

    counter.letTimePass(booked.id(), A_MOMENT);

    counter.awaitStatus(booked.id(), "CONFIRMED");
    counter.webhook("invoice.paid", booked).then().statusCode(204);
    assertThat(counter.statusOf(booked.id())).isEqualTo("CONFIRMED");
    assertThat(counter.statusOf(next.id())).isEqualTo("QUEUED");
    assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
    assertThat(obligations(booked.id())).isZero();
  }

  @Test
  void whileAPaymentIsUnderWayItIsWaitedFor() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.process(booked.invoice());

    counter.letTimePass(booked.id(), A_MOMENT);

    awaitThat(() -> PaymentStandIn.timesVoided(booked.invoice()) >= 2);
    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
    assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
    PaymentStandIn.pay(booked.invoice());
    counter.awaitStatus(booked.id(), "CONFIRMED");
  }

  @Test
  void aPaymentThatFailedIsAFailureNotAnExpiry() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.refuse(booked.invoice());

    counter.letTimePass(booked.id(), A_MOMENT);

    counter.awaitStatus(booked.id(), "FAILED");
    counter
        .citizen(booked.user())
        .get("/bookings/{id}", booked.id())
        .then()
        .body("reason", equalTo("payment-failed"));
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
  }

  @Test
  void withoutAnAnswerTheSeatStaysAndAPersonIsCalledOnce() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.setAway(true);

    counter.letTimePass(booked.id(), Duration.ofMinutes(11));

    awaitThat(() -> look(booked).path("unsettledSince") != null);
    String since = look(booked).path("unsettledSince");
    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
    assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
    counter
        .admin()
        .queryParam("unsettled", true)
        .get("/bookings")
        .then()
        .statusCode(200)
        .body("items.find { it.id == '%s' }.unsettledSince".formatted(booked.id()), equalTo(since));

    PaymentStandIn.setAway(false);
    counter.awaitStatus(booked.id(), "EXPIRED");
    look(booked).then().body("unsettledSince", nullValue()).body("reason", notNullValue());
  }

  @Test
  void whoCancelsInThatMomentIsHeard() {
    Counter.Booked booked = counter.pending(event, seat);
    PaymentStandIn.process(booked.invoice());
    counter.letTimePass(booked.id(), A_MOMENT);
    awaitThat(() -> PaymentStandIn.timesVoided(booked.invoice()) >= 1);

    counter.cancel(booked).then().statusCode(200);
    PaymentStandIn.pay(booked.invoice());

    counter.awaitInvoice(booked.id(), "REFUNDED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
  }

  private io.restassured.response.Response look(Counter.Booked booked) {
    return counter.admin().get("/bookings/{id}", booked.id());
  }

  private long obligations(UUID booking) {
    return database.count("select count(*) from obligation where booking_id = $1", booking);
  }

  private static void awaitThat(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}
