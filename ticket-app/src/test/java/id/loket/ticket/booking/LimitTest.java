package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Nobody hoards an event: so many bookings each, and one place in each line. */
@TicketAppTest
class LimitTest {
  private static final int MOST = 10;

  private final Counter counter = new Counter();
  private final Database database = new Database();
  private final UUID user = UUID.randomUUID();

  @Test
  void ofManyAtOnceOnlySoManyAreOneUsers() throws Exception {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 2 * MOST);
    List<Callable<Response>> wishes = new ArrayList<>();
    seats.forEach(seat -> wishes.add(() -> counter.book(user, event, seat)));
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(seats.size())) {
      for (Future<Response> answer : threads.invokeAll(wishes)) {
        answers.add(answer.get().statusCode());
      }
    }

    assertThat(answers).filteredOn(status -> status == 201).hasSize(MOST);
    assertThat(answers).filteredOn(status -> status == 409).hasSize(MOST);
    // One of theirs would be refused for another reason.
    UUID refused = seats.get(answers.indexOf(409));
    counter
        .citizen(user)
        .header("Accept-Language", "en")
        .body(java.util.Map.of("userId", user, "eventId", event, "seatId", refused))
        .post("/bookings")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:too-many-bookings"))
        .body("most", equalTo(MOST));
    UUID another = counter.event();
    counter.book(user, another, counter.seat(another)).then().statusCode(201);
  }

  @Test
  void aUserHasOnePlaceInALine() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    Counter.Booked holder = counter.pending(event, seat);
    Response first = counter.book(user, event, seat);
    first.then().statusCode(202);

    counter
        .book(user, event, seat)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:already-booked"))
        .body("bookingId", equalTo(first.path("id")));
    counter
        .book(holder.user(), event, seat)
        .then()
        .statusCode(409)
        .body("bookingId", equalTo(holder.id().toString()));

    counter.citizen(user).delete("/bookings/{id}", first.<String>path("id")).then().statusCode(200);
    counter.book(user, event, seat).then().statusCode(202).body("position", equalTo(1));
  }

  @Test
  void theDatabaseItselfRefusesASecondPlace() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.pending(event, seat);
    Response place = counter.book(user, event, seat);

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    database.query(
                        """
                        insert into booking (id, user_id, event_id, seat_id, status, version,
                          price_amount, price_currency, queue_number, one_place)
                        select gen_random_uuid(), user_id, event_id, seat_id, 'QUEUED', 1,
                          price_amount, price_currency, queue_number + 1000000, true
                        from booking where id = $1
                        """,
                        UUID.fromString(place.path("id")))))
        .hasMessageContaining("booking_one_place_per_user");
  }
}
