package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many people at once (I1, I2, I7). */
@TicketAppTest
class BookingRaceTest {
  private final Counter counter = new Counter();

  private final Database database = new Database();

  @Test
  void ofManyClientsOneGetsTheSeatAndTheOthersADifferentPlaceEach() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);

    List<Response> responses = atOnce(64, () -> counter.book(UUID.randomUUID(), event, seat));

    assertThat(responses).filteredOn(r -> r.statusCode() == 201).hasSize(1);
    List<Integer> places =
        responses.stream()
            .filter(r -> r.statusCode() == 202)
            .map(r -> r.<Integer>path("position"))
            .sorted()
            .toList();
    assertThat(places).isEqualTo(IntStream.rangeClosed(1, 63).boxed().toList());
    assertThat(live(seat)).isEqualTo(1);
    assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
  }

  @Test
  void manySeatsUnderLoadAreNeverSoldTwice() throws Exception {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 20);

    for (UUID seat : seats) {
      atOnce(6, () -> counter.book(UUID.randomUUID(), event, seat));
    }

    assertThat(
            database.count(
                """
                select count(*) from (
                  select seat_id from booking
                  where event_id = $1 and status in ('HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
                  group by seat_id having count(*) <> 1) doubled
                """,
                event))
        .isZero();
    assertThat(
            database.count(
                "select count(*) from booking where event_id = $1 and status = 'QUEUED'", event))
        .isEqualTo(100);
  }

  @Test
  void aSeatIsPromotedOnceHoweverManyCancellationsRace() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.confirmed(event, seat);
    Counter.Booked first = counter.queued(event, seat);
    Counter.Booked second = counter.queued(event, seat);

    List<Response> responses = atOnce(8, () -> counter.cancel(holder));

    assertThat(responses).filteredOn(r -> r.statusCode() == 200).hasSize(1);
    assertThat(responses).filteredOn(r -> r.statusCode() == 409).hasSize(7);
    counter.awaitStatus(first.id(), "PENDING_PAYMENT");
    assertThat(counter.statusOf(second.id())).isEqualTo("QUEUED");
    assertThat(live(seat)).isEqualTo(1);
  }

  @Test
  void whileTheOrganiserThinksNoTransactionIsOpenAndOthersAreServed() throws Exception {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 2);
    counter.organiserTakes(Duration.ofSeconds(3));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Response> slow =
          threads.submit(() -> counter.book(UUID.randomUUID(), event, seats.getFirst()));
      await().until(() -> counter.seatStatus(seats.getFirst()).equals("ON_GOING"));

      assertThat(
              database.count(
                  "select count(*) from pg_stat_activity where state like 'idle in transaction%'"))
          .isZero();
      counter.book(UUID.randomUUID(), event, seats.getFirst()).then().statusCode(202);
      assertThat(slow.isDone()).isFalse();
      assertThat(slow.get().statusCode()).isEqualTo(201);
    } finally {
      counter.organiserTakes(Duration.ZERO);
    }
  }

  @Test
  void theDatabaseItselfRefusesASecondLiveBooking() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked booked = counter.pending(event, seat);

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    database.query(
                        """
                        insert into booking (id, user_id, event_id, seat_id, status, version,
                          price_amount, price_currency)
                        select gen_random_uuid(), user_id, event_id, seat_id, 'HOLDING', 1,
                          price_amount, price_currency from booking where id = $1
                        """,
                        booked.id())))
        .hasMessageContaining("booking_one_live_per_seat");
  }

  private long live(UUID seat) {
    return database.count(
        """
        select count(*) from booking
        where seat_id = $1 and status in ('HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
        """,
        seat);
  }

  private static List<Response> atOnce(int count, java.util.concurrent.Callable<Response> request)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<Response>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        futures.add(threads.submit(request));
      }
      List<Response> responses = new ArrayList<>();
      for (Future<Response> future : futures) {
        responses.add(future.get());
      }
      return responses;
    }
  }
}
