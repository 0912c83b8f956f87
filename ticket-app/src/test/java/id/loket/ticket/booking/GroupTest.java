package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several seats at once: all or none, one invoice, a ticket each. */
@TicketAppTest
class GroupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Counter counter = new Counter();
  private final Database database = new Database();
  private UUID event;
  private List<UUID> seats;

  @BeforeEach
  void open() {
    event = counter.event();
    seats = counter.seats(event, 4);
  }

  @AfterEach
  void restore() {
    counter.organiserRefuses(false);
    PaymentStandIn.setAway(false);
  }

  @Test
  void allSeatsAreHeldBilledOnceAndPaidOnce() {
    Group group = pending(seats.subList(0, 3));

    look(group)
        .then()
        .body("total.amount", equalTo(450_000))
        .body("bookings", hasSize(3))
        .body("bookings.invoiceNumber", everyItem(equalTo(group.invoice())));
    assertThat(PaymentStandIn.statusOf(group.id())).isEqualTo("ISSUED");
    PaymentStandIn.pay(group.invoice());
    webhook("invoice.paid", group).then().statusCode(204);

    look(group).then().body("bookings.status", everyItem(equalTo("CONFIRMED")));
    for (String booking : group.bookings()) {
      assertThat(
              counter.ticketCode(new Counter.Booked(group.user(), UUID.fromString(booking), null)))
          .startsWith("LKT2.");
    }
    for (UUID seat : seats.subList(0, 3)) {
      assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
    }
  }

  @Test
  void oneThatIsRefusedFailsAllAndNothingStaysHeld() {
    counter.organiserRefuses(true);

    Response refused = book(UUID.randomUUID(), seats);

    refused
        .then()
        .statusCode(502)
        .body("group.status", equalTo("FAILED"))
        .body("group.bookings.status", everyItem(equalTo("FAILED")));
    for (UUID seat : seats) {
      assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    }
    for (String booking : refused.<List<String>>path("group.bookings.id")) {
      await().atMost(PATIENCE).until(() -> !counter.isHeld(event, UUID.fromString(booking)));
    }
  }

  @Test
  void ifOneIsTakenAllWaitAndAreServedTogether() {
    Counter.Booked holder = counter.pending(event, seats.get(1));
    Response waits = book(UUID.randomUUID(), seats.subList(0, 3));
    waits.then().statusCode(202).body("bookings.status", everyItem(equalTo("QUEUED")));
    UUID group = UUID.fromString(waits.path("id"));
    assertThat(counter.seatStatus(seats.get(0))).isEqualTo("OPEN");

    counter.cancel(holder).then().statusCode(200);

    awaitGroup(group, "PENDING_PAYMENT");
    for (UUID seat : seats.subList(0, 3)) {
      assertThat(counter.seatStatus(seat)).isEqualTo("ON_GOING");
    }
  }

  @Test
  void aSeatNeverStaysEmptyForAGroupItWouldNotBeEnoughFor() {
    Counter.Booked first = counter.pending(event, seats.get(0));
    Counter.Booked second = counter.pending(event, seats.get(1));
    UUID group = UUID.fromString(book(UUID.randomUUID(), seats.subList(0, 2)).path("id"));
    Counter.Booked single = counter.queued(event, seats.get(0));

    counter.cancel(first).then().statusCode(200);
    counter.awaitStatus(single.id(), "PENDING_PAYMENT");
    assertThat(groupStatus(group)).isEqualTo("QUEUED");

    counter.cancel(second).then().statusCode(200);
    assertThat(counter.seatStatus(seats.get(1))).isEqualTo("OPEN");
    counter.cancel(single).then().statusCode(200);
    awaitGroup(group, "PENDING_PAYMENT");
  }

  @Test
  void seatsThatFallFreeTogetherGoToTheGroupThatCameFirst() {
    Group first = pending(seats.subList(0, 2));
    UUID next = UUID.fromString(book(UUID.randomUUID(), seats.subList(0, 2)).path("id"));
    Counter.Booked single = counter.queued(event, seats.get(0));

    cancel(first).then().statusCode(200);

    awaitGroup(next, "PENDING_PAYMENT");
    assertThat(counter.statusOf(single.id())).isEqualTo("QUEUED");
    counter
        .citizen(single.user())
        .get("/bookings/{id}", single.id())
        .then()
        .body("position", equalTo(1));
  }

  @Test
  void whoCancelsTheGroupCancelsAll() {
    Group group = pending(seats);
    UUID one = UUID.fromString(group.bookings().getFirst());
    counter
        .citizen(group.user())
        .delete("/bookings/{id}", one)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-in-group"))
        .body("groupId", equalTo(group.id().toString()));
    PaymentStandIn.pay(group.invoice());
    webhook("invoice.paid", group).then().statusCode(204);
    counter
        .citizen(UUID.randomUUID())
        .delete("/bookings/groups/{id}", group.id())
        .then()
        .statusCode(403);

    cancel(group).then().statusCode(200).body("bookings.status", everyItem(equalTo("CANCELLED")));

    counter.awaitInvoice(group.id(), "REFUNDED");
    for (UUID seat : seats) {
      assertThat(counter.seatStatus(seat)).isEqualTo("OPEN");
    }
    cancel(group).then().statusCode(409);
  }

  @Test
  void aTicketThatWasUsedKeepsThemAll() {
    Group group = pending(seats);
    PaymentStandIn.pay(group.invoice());
    webhook("invoice.paid", group).then().statusCode(204);
    Counter.Booked one =
        new Counter.Booked(group.user(), UUID.fromString(group.bookings().getLast()), null);
    counter.checkIn(counter.ticketCode(one)).then().statusCode(200);

    cancel(group)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"));

    look(group).then().body("bookings.status", everyItem(equalTo("CONFIRMED")));
  }

  @Test
  void whatNobodyPaysEndsTogetherAndWhatWasPaidInTimeDoesNot() {
    Group unpaid = pending(seats.subList(0, 2));
    Group paid = pending(seats.subList(2, 4));
    PaymentStandIn.pay(paid.invoice());
    for (Group group : List.of(unpaid, paid)) {
      group
          .bookings()
          .forEach(id -> counter.letTimePass(UUID.fromString(id), Duration.ofSeconds(1)));
    }

    awaitGroup(unpaid.id(), "EXPIRED");
    awaitGroup(paid.id(), "CONFIRMED");
    assertThat(counter.seatStatus(seats.get(0))).isEqualTo("OPEN");
    assertThat(counter.seatStatus(seats.get(3))).isEqualTo("BOOKED");
  }

  @Test
  void aCrashLeavesNoGroupHalfWay() {
    Counter.Booked holder = counter.confirmed(event, seats.get(0));
    UUID group = UUID.fromString(book(UUID.randomUUID(), seats.subList(0, 2)).path("id"));
    PaymentStandIn.setAway(true);
    counter.cancel(holder).then().statusCode(200);
    awaitGroup(group, "HOLDING");

    PaymentStandIn.setAway(false);

    awaitGroup(group, "PENDING_PAYMENT");
  }

  @Test
  void groupsThatCrossNeitherLockEachOtherOutNorShareASeat() throws Exception {
    List<Callable<Response>> wishes = new ArrayList<>();
    for (int n = 0; n < 12; n++) {
      List<UUID> theirs = new ArrayList<>(List.of(seats.get(n % 4), seats.get((n + 1) % 4)));
      if (n % 2 == 0) {
        java.util.Collections.reverse(theirs);
      }
      wishes.add(() -> book(UUID.randomUUID(), theirs));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      for (Future<Response> answer : threads.invokeAll(wishes)) {
        assertThat(answer.get().statusCode()).isIn(201, 202);
      }
    }

    assertThat(
            database.count(
                """
                select count(*) from (
                  select group_id from booking where event_id = $1
                  group by group_id having count(distinct status) > 1) torn
                """,
                event))
        .isZero();
    assertThat(
            database.count(
                """
                select count(*) from booking b where b.event_id = $1 and b.status = 'QUEUED'
                  and b.group_lead and not exists (
                    select 1 from booking m join seat s on s.id = m.seat_id
                    where m.group_id = b.group_id and s.status <> 'OPEN')
                """,
                event))
        .isZero();
  }

  @Test
  void badWishesAreToldWhy() {
    UUID user = UUID.randomUUID();
    counter
        .citizen(user)
        .body(Map.of("userId", user, "eventId", event))
        .post("/bookings")
        .then()
        .statusCode(400);
    book(user, List.of(seats.get(0), seats.get(0))).then().statusCode(400);
    book(user, List.of(seats.get(0), UUID.randomUUID())).then().statusCode(404);
    book(user, counter.seats(counter.event(), 2)).then().statusCode(404);
    UUID large = counter.event();
    book(user, large, counter.seats(large, 11))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:too-many-bookings"));
    assertThat(counter.seatStatus(seats.get(0))).isEqualTo("OPEN");
  }

  @Test
  void theSameKeyBooksAGroupOnce() {
    UUID user = UUID.randomUUID();
    var request =
        counter
            .citizen(user)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .body(Map.of("userId", user, "eventId", event, "seatIds", seats));

    String first = request.post("/bookings").then().statusCode(201).extract().path("id");
    request
        .post("/bookings")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first));
    assertThat(database.count("select count(*) from booking where user_id = $1", user))
        .isEqualTo(seats.size());
  }

  private record Group(UUID user, UUID id, String invoice, List<String> bookings) {}

  private Group pending(List<UUID> wanted) {
    UUID user = UUID.randomUUID();
    Response booked = book(user, wanted);
    booked
        .then()
        .statusCode(201)
        .body("status", equalTo("PENDING_PAYMENT"))
        .body("paymentUrl", notNullValue());
    return new Group(
        user,
        UUID.fromString(booked.path("id")),
        booked.path("invoiceNumber"),
        booked.path("bookings.id"));
  }

  private Response book(UUID user, List<UUID> wanted) {
    return book(user, event, wanted);
  }

  private Response book(UUID user, UUID at, List<UUID> wanted) {
    return counter
        .citizen(user)
        .body(Map.of("userId", user, "eventId", at, "seatIds", wanted))
        .post("/bookings");
  }

  private Response webhook(String type, Group group) {
    return counter.webhook(type, new Counter.Booked(group.user(), group.id(), group.invoice()));
  }

  private Response cancel(Group group) {
    return counter.citizen(group.user()).delete("/bookings/groups/{id}", group.id());
  }

  private Response look(Group group) {
    return counter.admin().get("/bookings/groups/{id}", group.id());
  }

  private String groupStatus(UUID group) {
    return counter.admin().get("/bookings/groups/{id}", group).path("status");
  }

  private void awaitGroup(UUID group, String status) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> groupStatus(group), status::equals);
  }
}
