package id.loket.ticket.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.Locks;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Nobody is let in and given their money back. */
@TicketAppTest
class CheckInRaceTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();

  @Test
  void whoCancelsWhileTheTicketIsShownIsLetInOrRefundedNeverBoth() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String code = counter.ticketCode(booked);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Response> cancelled;
      Future<Response> shown;
      // The cancellation has looked at the booking, and waits here before it writes.
      try (Locks held =
          new Locks(
              "insert into obligation (booking_id, kind) values ($1, 'REFUND')", booked.id())) {
        cancelled = threads.submit(() -> counter.cancel(booked));
        Locks.awaitWaiting(1);
        shown = threads.submit(() -> counter.checkIn(code));
        await().atMost(Duration.ofSeconds(20)).until(() -> shown.isDone() || Locks.waiting() >= 2);
      }

      boolean refunded = cancelled.get().statusCode() == 200;
      boolean letIn = shown.get().statusCode() == 200;
      assertThat(refunded).isNotEqualTo(letIn);
    }
    assertThat(
            database.count(
                """
                select count(*) from booking
                where id = $1 and status = 'CANCELLED' and checked_in_at is not null
                """,
                booked.id()))
        .isZero();
  }

  @Test
  void anEventCalledOffRefundsNobodyWhoWasLetIn() {
    UUID event = counter.event();
    var seats = counter.seats(event, 2);
    Counter.Booked inside = counter.confirmed(event, seats.get(0));
    Counter.Booked outside = counter.confirmed(event, seats.get(1));
    counter.checkIn(counter.ticketCode(inside)).then().statusCode(200);

    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("status", "CANCELLED"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(200);

    counter.awaitInvoice(outside.id(), "REFUNDED");
    assertThat(counter.statusOf(inside.id())).isEqualTo("CONFIRMED");
    assertThat(PaymentStandIn.statusOf(inside.id())).isEqualTo("PAID");
    assertThat(database.count("select count(*) from obligation where booking_id = $1", inside.id()))
        .isZero();
  }
}
