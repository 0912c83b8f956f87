package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Counter.Booked;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.Locks;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of a step of one statement when something else was faster (ADR 43). */
@TicketAppTest
class FastPathTest {
  private static final String SEAT = "select 1 from seat where id = $1 for update";

  private final Counter counter = new Counter();
  private final Database database = new Database();

  @Test
  void whoWaitedForTheSeatInVainIsInItsLineAndItsKeyIsAnswered() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    List<UUID> users = List.of(UUID.randomUUID(), UUID.randomUUID());
    List<CompletableFuture<Response>> asked;

    try (Locks held = new Locks(SEAT, seat)) {
      asked = users.stream().map(user -> together(() -> book(user, event, seat))).toList();
      Locks.awaitWaiting(2);
    }

    List<Integer> answers = asked.stream().map(each -> each.join().statusCode()).sorted().toList();
    assertThat(answers).containsExactly(201, 202);
    for (int n = 0; n < 2; n++) {
      Response again = book(users.get(n), event, seat);
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(again.<String>path("id")).isEqualTo(asked.get(n).join().path("id"));
    }
    assertThat(seatBookings(seat)).isEqualTo(2);
  }

  @Test
  void aSeatThatWasDeletedMeanwhileIsToldAndTheKeyIsFree() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    CompletableFuture<Response> asked;

    try (Database.Held held =
        database.hold("update seat set deleted_at = now() where id = $1", seat)) {
      asked = together(() -> book(user, event, seat));
      Locks.awaitWaiting(1);
    }

    asked.join().then().statusCode(404).body("type", equalTo("urn:loket:problem:seat-not-found"));
    assertThat(
            database.count("select count(*) from idempotency_key where key = $1", key(user, seat)))
        .isZero();
  }

  @Test
  void oneUserWhoAsksForManySeatsAtOnceGetsNoMoreThanTheyMay() {
    UUID event = counter.event();
    UUID user = UUID.randomUUID();
    List<UUID> seats = counter.seats(event, 14);
    List<CompletableFuture<Response>> asked;

    try (Locks held =
        new Locks(
            "select pg_advisory_xact_lock(hashtextextended($1, 0))",
            "booking " + user + " " + event)) {
      asked = seats.stream().map(seat -> together(() -> book(user, event, seat))).toList();
      Locks.awaitWaiting(10);
    }

    List<Integer> answers = asked.stream().map(each -> each.join().statusCode()).toList();
    assertThat(answers).filteredOn(status -> status == 201).hasSize(10);
    assertThat(answers).filteredOn(status -> status == 409).hasSize(4);
  }

  @Test
  void aPaymentThatIsToldTwiceAtOnceConfirmsOnce() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Booked booked = counter.pending(event, seat);
    PaymentStandIn.pay(booked.invoice());
    String message = "msg_" + UUID.randomUUID();
    List<CompletableFuture<Response>> told;

    try (Locks held = new Locks(SEAT, seat)) {
      told =
          Stream.of(1, 2)
              .map(n -> together(() -> counter.webhook(message, "invoice.paid", booked)))
              .toList();
      Locks.awaitWaiting(2);
    }

    told.forEach(each -> each.join().then().statusCode(204));
    assertThat(changes(booked.id())).containsExactly("HOLDING", "PENDING_PAYMENT", "CONFIRMED");
    assertThat(database.count("select count(*) from inbox where event_id = $1", message))
        .isEqualTo(1);
    assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
  }

  @Test
  void whoCancelsWhileThePaymentIsToldGetsTheMoneyBack() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Booked booked = counter.pending(event, seat);
    PaymentStandIn.pay(booked.invoice());
    CompletableFuture<Response> cancelled;
    CompletableFuture<Response> told;

    try (Locks held = new Locks(SEAT, seat)) {
      cancelled = together(() -> counter.cancel(booked));
      Locks.awaitWaiting(1);
      told = together(() -> counter.webhook("invoice.paid", booked));
      Locks.awaitWaiting(2);
    }

    cancelled.join().then().statusCode(200);
    told.join().then().statusCode(204);
    counter.awaitInvoice(booked.id(), "REFUNDED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
    assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
  }

  @Test
  void whatAnotherReplicaEndedIsNotOfferedToBePaid() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    UUID user = UUID.randomUUID();
    CompletableFuture<Response> asked;

    try (Locks held = new Locks("lock table outbox in exclusive mode")) {
      asked = together(() -> book(user, event, seat));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> database.waitingForALock("with changed%") == 1);
      database.query(
          """
          with ended as (
            update booking set status = 'FAILED', reason = 'organiser-unavailable', version = 2,
              work_until = null
            where seat_id = $1 and version = 1)
          update seat set status = 'OPEN' where id = $1
          """,
          seat);
    }

    asked.join().then().statusCode(503).body("booking.status", equalTo("FAILED"));
    assertThat(book(user, event, seat).statusCode()).isEqualTo(503);
  }

  private Response book(UUID user, UUID event, UUID seat) {
    return counter
        .citizen(user)
        .header("Idempotency-Key", "\"" + key(user, seat) + "\"")
        .body(Map.of("userId", user, "eventId", event, "seatId", seat))
        .post("/bookings");
  }

  private static String key(UUID user, UUID seat) {
    return user + "-" + seat;
  }

  private static CompletableFuture<Response> together(java.util.function.Supplier<Response> ask) {
    return CompletableFuture.supplyAsync(ask, task -> Thread.ofVirtual().name("asks").start(task));
  }

  private long seatBookings(UUID seat) {
    return database.count("select count(*) from booking where seat_id = $1", seat);
  }

  private List<String> changes(UUID booking) {
    return database
        .query("select status from booking_change where booking_id = $1 order by version", booking)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
