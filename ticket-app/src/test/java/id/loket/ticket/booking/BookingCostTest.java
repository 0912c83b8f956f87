package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.StatementLog;
import id.loket.ticket.testing.Broker;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.quarkus.scheduler.Scheduler;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one booking costs, from the request to the ticket: counted by PostgreSQL and RabbitMQ. The
 * timers stand still, so that all there is is the booking's.
 */
@TicketAppTest
class BookingCostTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();
  @Inject Scheduler timers;

  @BeforeEach
  void stopTheTimers() {
    timers.pause();
  }

  @AfterEach
  void goOn() {
    timers.resume();
  }

  /**
   * What is done once for all changes of a moment is counted apart: it does not grow with them. A
   * booking that is alone pays for it alone.
   */
  @Test
  void oneBookingIsFewStatementsAndMessages() {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 3);
    ticketed(event, seats.get(0)); // connections are open, statements prepared, leases taken
    ticketed(event, seats.get(1));

    try (StatementLog log = new StatementLog("ticket-app");
        Broker broker = Broker.connect()) {
      String heard = broker.listen("#");

      ticketed(event, seats.get(2));

      StatementLog.Cost all = log.sinceMark().without("pg_is_in_recovery");
      StatementLog.Cost own =
          all.without(" lease ").without("from outbox ").without("from seat_change ");
      assertThat(own.statements()).as(own::toString).hasSizeLessThanOrEqualTo(8);
      assertThat(own.commits()).as(own::toString).isLessThanOrEqualTo(4);
      assertThat(all.statements()).as(all::toString).hasSizeLessThanOrEqualTo(16);
      assertThat(types(broker, heard)).containsExactly("booking.pending", "booking.confirmed");
    }
  }

  private static List<String> types(Broker broker, String queue) {
    return Stream.generate(() -> broker.next(queue))
        .takeWhile(Optional::isPresent)
        .map(event -> event.orElseThrow().getString("type"))
        .toList();
  }

  /** Books as client-app does, pays, and fetches the ticket as its mail does. */
  private void ticketed(UUID event, UUID seat) {
    UUID user = UUID.randomUUID();
    Response booked =
        counter
            .service()
            .header("Idempotency-Key", "\"" + UUID.randomUUID() + "\"")
            .body(Map.of("userId", user, "eventId", event, "seatId", seat))
            .post("/bookings");
    booked.then().statusCode(201);
    String id = booked.path("id");
    awaitQuiet();
    PaymentStandIn.pay(booked.path("invoiceNumber"));
    counter
        .webhook(
            "invoice.paid",
            new Counter.Booked(user, UUID.fromString(id), booked.path("invoiceNumber")))
        .then()
        .statusCode(204);
    counter
        .service()
        .redirects()
        .follow(false)
        .get("/bookings/{id}/ticket", id)
        .then()
        .statusCode(303);
    awaitQuiet();
  }

  /** All that was to be told is told, and all papers are stored. */
  private void awaitQuiet() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                database.count(
                        """
                        select (select count(*) from outbox) + (select count(*) from seat_change)
                          + (select count(*) from document where stored_at is null)
                        """)
                    == 0);
  }
}
