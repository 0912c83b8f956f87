package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.Locks;
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

/** Some seats of a group that is paid are cancelled without the others (ADR 42). */
@TicketAppTest
class PartOfGroupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long PRICE = 150_000;

  private final Counter counter = new Counter();
  private final Database database = new Database();
  private UUID event;
  private List<UUID> seats;
  private UUID spare;

  @BeforeEach
  void open() {
    event = counter.event();
    List<UUID> all = counter.seats(event, 4);
    seats = all.subList(0, 3);
    spare = all.get(3);
  }

  @AfterEach
  void restore() {
    PaymentStandIn.setAway(false);
    PaymentStandIn.loseAnswersToRefunds(0);
  }

  @Test
  void theOthersStayValidTheSeatIsOfferedOnAndItsPriceGivenBackOnce() {
    Group group = paid();
    Counter.Booked next = counter.queued(event, seats.get(0));
    String void0 = counter.ticketCode(group.one(0));
    String valid = counter.ticketCode(group.one(1));

    cancel(group, 0)
        .then()
        .statusCode(200)
        .body("status", equalTo("CONFIRMED"))
        .body("bookings.status", contains("CANCELLED", "CONFIRMED", "CONFIRMED"))
        .body("bookings.group.alone", contains(true, false, false));

    counter.awaitStatus(next.id(), "PENDING_PAYMENT");
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refunds(group.invoice()))
        .isEqualTo(Map.of("\"" + group.bookings().getFirst() + "\"", PRICE));
    assertThat(PaymentStandIn.statusOf(group.id())).isEqualTo("PAID");
    await()
        .atMost(PATIENCE)
        .until(() -> !counter.isHeld(event, UUID.fromString(group.bookings().getFirst())));
    counter.checkIn(void0).then().statusCode(409);
    counter.checkIn(valid).then().statusCode(200);
    assertThat(counter.ticketCode(group.one(2))).startsWith("LKT2.");
    cancel(group, 0)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"))
        .body("bookingStatus", equalTo("CANCELLED"));
  }

  @Test
  void aGroupThatWaitsForTheSeatAndForOthersIsServedWithAllOfThem() {
    Group group = paid();
    UUID user = UUID.randomUUID();
    Response waits =
        counter
            .citizen(user)
            .body(Map.of("userId", user, "eventId", event, "seatIds", List.of(seats.get(1), spare)))
            .post("/bookings");
    waits.then().statusCode(202);

    cancel(group, 1).then().statusCode(200);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                counter
                    .admin()
                    .get("/bookings/groups/{id}", waits.<String>path("id"))
                    .then()
                    .body("bookings.status", everyItem(equalTo("PENDING_PAYMENT"))));
    assertThat(counter.seatStatus(spare)).isEqualTo("ON_GOING");
  }

  @Test
  void seatsAreNamedAllOrNoneByWhoOwnsThemAndOnlyOnceTheyArePaid() {
    Group group = pending();
    cancel(group, 0)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-in-group"))
        .body("groupId", equalTo(group.id().toString()));
    confirm(group);
    UUID strange = counter.seat(counter.event());
    cancel(group, List.of(seats.get(0), strange)).then().statusCode(404);
    cancel(group, List.of()).then().statusCode(400);
    counter
        .citizen(UUID.randomUUID())
        .body(Map.of("seatIds", List.of(seats.get(0))))
        .post("/bookings/groups/{id}/cancellations", group.id())
        .then()
        .statusCode(403);
    counter.checkIn(counter.ticketCode(group.one(1))).then().statusCode(200);
    cancel(group, seats.subList(0, 2)).then().statusCode(409);
    look(group).then().body("bookings.status", everyItem(equalTo("CONFIRMED")));

    counter
        .admin()
        .body(Map.of("seatIds", List.of(seats.get(0), seats.get(2))))
        .post("/bookings/groups/{id}/cancellations", group.id())
        .then()
        .statusCode(200)
        .body("bookings.status", contains("CANCELLED", "CONFIRMED", "CANCELLED"));

    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(2 * PRICE);
  }

  @Test
  void onceTheEventHasBegunNothingIsCancelled() {
    Group group = paid();
    database.query("update event set starts_at = now() where id = $1", event);

    cancel(group, 0)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:booking-not-cancellable"));
  }

  @Test
  void cancelledOneByOneTheGroupIsCancelledAndAllTheMoneyIsBack() {
    Group group = paid();

    for (String booking : group.bookings()) {
      counter
          .citizen(group.user())
          .delete("/bookings/{id}", booking)
          .then()
          .statusCode(200)
          .body("status", equalTo("CANCELLED"))
          .body("id", equalTo(booking))
          .body("group.alone", is(true));
    }

    look(group).then().body("status", equalTo("CANCELLED"));
    counter.awaitInvoice(group.id(), "REFUNDED");
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refunds(group.invoice()).values())
        .containsExactly(PRICE, PRICE, PRICE);
    cancelWhole(group).then().statusCode(409);
    webhook("invoice.refunded", group).then().statusCode(204);
    look(group).then().body("bookings.reason", everyItem(equalTo("cancelled-by-user")));
  }

  @Test
  void aPaymentHeardOfLateGivesNothingMoreBack() {
    Group group = pending();
    PaymentStandIn.pay(group.invoice());
    group.bookings().forEach(id -> counter.letTimePass(UUID.fromString(id), Duration.ofSeconds(1)));
    await().atMost(PATIENCE).until(() -> look(group).<String>path("status"), "CONFIRMED"::equals);
    cancel(group, 0).then().statusCode(200);

    webhook("invoice.paid", group).then().statusCode(204);

    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(PRICE);
    look(group).then().body("bookings.status", contains("CANCELLED", "CONFIRMED", "CONFIRMED"));
  }

  @Test
  void ofManyWhoCancelTheSameSeatOneDoes() throws Exception {
    Group group = paid();

    List<Integer> answers = together(() -> cancel(group, 1), () -> cancel(group, 1));

    assertThat(answers).containsExactlyInAnyOrder(200, 409);
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(PRICE);
  }

  @Test
  void whoCancelsASeatAndWhoCancelsAllGiveAllTheMoneyBackOnce() throws Exception {
    for (int first = 0; first < 2; first++) {
      Group group = paid();
      Callable<Response> part = () -> cancel(group, 1);
      Callable<Response> whole = () -> cancelWhole(group);

      List<Integer> answers = first == 0 ? together(part, whole) : together(whole, part);

      assertThat(answers).contains(200);
      look(group).then().body("bookings.status", everyItem(equalTo("CANCELLED")));
      counter.awaitInvoice(group.id(), "REFUNDED");
      awaitNothingOwed(group);
      assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(3 * PRICE);
    }
  }

  @Test
  void whoCancelsASeatWhileItsTicketIsShownIsLetInOrRefundedNeverBoth() throws Exception {
    Group group = paid();
    String code = counter.ticketCode(group.one(1));

    List<Integer> answers = together(() -> cancel(group, 1), () -> counter.checkIn(code));

    assertThat(answers).containsExactlyInAnyOrder(200, 409);
    boolean letIn = answers.get(1) == 200;
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(letIn ? 0 : PRICE);
  }

  @Test
  void whatACrashLeavesOwedIsGivenBackAndAnAnswerThatIsLostGivesNothingTwice() {
    Group group = paid();
    PaymentStandIn.setAway(true);
    cancel(group, 2).then().statusCode(200);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isZero();
    // given back and not answered, as for a process that is killed before it learns of it
    PaymentStandIn.loseAnswersToRefunds(1);
    PaymentStandIn.setAway(false);
    // taken up by a replica whose worker died at it
    database.query(
        """
        update obligation set next_attempt_at = now() - interval '1 minute'
        where kind = 'REFUND_PART' and booking_id = $1 and done_at is null
        """,
        UUID.fromString(group.bookings().getLast()));

    awaitNothingOwed(group);

    assertThat(PaymentStandIn.answersToLose()).isZero();
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(PRICE);
  }

  @Test
  void anEventThatIsCalledOffGivesThoseTheirMoneyBackWhoWereNotLetIn() {
    Group group = paid();
    counter.checkIn(counter.ticketCode(group.one(1))).then().statusCode(200);

    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("status", "CANCELLED"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(200);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                look(group)
                    .then()
                    .body("bookings.status", contains("CANCELLED", "CONFIRMED", "CANCELLED")));
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(2 * PRICE);
  }

  @Test
  void moneyGivenBackByHandNamesNoSeatUntilAllOfItIsBack() {
    Group group = paid();
    PaymentStandIn.refundByHand(group.invoice(), PRICE / 3);
    webhook("invoice.partly_refunded", group).then().statusCode(204);
    look(group).then().body("bookings.status", everyItem(equalTo("CONFIRMED")));

    cancel(group, 0).then().statusCode(200);
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(PRICE + PRICE / 3);
    cancel(group, 1).then().statusCode(200);
    cancel(group, 2).then().statusCode(200);

    awaitNothingOwed(group);
    counter.awaitInvoice(group.id(), "REFUNDED");
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(3 * PRICE);
  }

  @Test
  void allMoneyGivenBackByHandEndsWhatIsLeft() {
    Group group = paid();
    cancel(group, 0).then().statusCode(200);
    counter.checkIn(counter.ticketCode(group.one(1))).then().statusCode(200);
    awaitNothingOwed(group);
    PaymentStandIn.refundByHand(group.invoice(), 2 * PRICE);

    webhook("invoice.refunded", group).then().statusCode(204);

    look(group)
        .then()
        .body("bookings.status", contains("CANCELLED", "CONFIRMED", "CANCELLED"))
        .body("bookings[2].reason", equalTo("refunded"))
        .body("bookings[2].group.alone", is(true));
    assertThat(
            database.count(
                "select count(*) from booking where group_id = $1 and refunded_at is not null",
                group.id()))
        .isEqualTo(1);
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(3 * PRICE);
  }

  @Test
  void aSeatThatCostsNothingOutlastsTheOthersMoney() {
    database.query("update seat set price_amount = 0 where id = $1", seats.get(1));
    Group group = paid();
    cancel(group, List.of(seats.get(0), seats.get(2))).then().statusCode(200);
    counter.awaitInvoice(group.id(), "REFUNDED");

    webhook("invoice.refunded", group).then().statusCode(204);

    look(group).then().body("bookings.status", contains("CANCELLED", "CONFIRMED", "CANCELLED"));
    cancel(group, 1).then().statusCode(200);
    awaitNothingOwed(group);
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(2 * PRICE);
  }

  @Test
  void aSeatThatWasTakenOffSaleAfterItWasCancelledKeepsNobodyFromTheirMoney() {
    Group group = paid();
    cancel(group, 0).then().statusCode(200);
    counter.organiser().delete("/seats/{id}", seats.get(0)).then().statusCode(204);

    cancelWhole(group)
        .then()
        .statusCode(200)
        .body("bookings.status", everyItem(equalTo("CANCELLED")));

    counter.awaitInvoice(group.id(), "REFUNDED");
    assertThat(PaymentStandIn.refundedOf(group.invoice())).isEqualTo(3 * PRICE);
  }

  /**
   * Does both, the second asked for while the first, having looked at the group, waits to write.
   */
  private List<Integer> together(Callable<Response> first, Callable<Response> second)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Response>> answers = new ArrayList<>();
      // whoever cancels or lets in first has locked the seats, and writes its booking only then
      try (Locks held = new Locks("select 1 from booking where event_id = $1 for update", event)) {
        answers.add(threads.submit(first));
        Locks.awaitWaiting(1);
        answers.add(threads.submit(second));
        Locks.awaitWaiting(2);
      }
      return List.of(answers.get(0).get().statusCode(), answers.get(1).get().statusCode());
    }
  }

  private record Group(UUID user, UUID id, String invoice, List<String> bookings) {
    Counter.Booked one(int n) {
      return new Counter.Booked(user, UUID.fromString(bookings.get(n)), invoice);
    }
  }

  private Group pending() {
    UUID user = UUID.randomUUID();
    Response booked =
        counter
            .citizen(user)
            .body(Map.of("userId", user, "eventId", event, "seatIds", seats))
            .post("/bookings");
    booked.then().statusCode(201).body("status", equalTo("PENDING_PAYMENT"));
    return new Group(
        user,
        UUID.fromString(booked.path("id")),
        booked.path("invoiceNumber"),
        booked.path("bookings.id"));
  }

  private Group paid() {
    Group group = pending();
    confirm(group);
    return group;
  }

  private void confirm(Group group) {
    PaymentStandIn.pay(group.invoice());
    webhook("invoice.paid", group).then().statusCode(204);
  }

  private Response cancel(Group group, int seat) {
    return cancel(group, List.of(seats.get(seat)));
  }

  private Response cancel(Group group, List<UUID> some) {
    return counter
        .citizen(group.user())
        .body(Map.of("seatIds", some))
        .post("/bookings/groups/{id}/cancellations", group.id());
  }

  private Response cancelWhole(Group group) {
    return counter.citizen(group.user()).delete("/bookings/groups/{id}", group.id());
  }

  private Response webhook(String type, Group group) {
    return counter.webhook(type, new Counter.Booked(group.user(), group.id(), group.invoice()));
  }

  private Response look(Group group) {
    return counter.admin().get("/bookings/groups/{id}", group.id());
  }

  private void awaitNothingOwed(Group group) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                database.count(
                        """
                        select count(*) from obligation o join booking b on b.id = o.booking_id
                        where b.group_id = $1 and o.done_at is null
                        """,
                        group.id())
                    == 0);
  }
}
