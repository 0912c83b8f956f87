package id.loket.client.history;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.client.notification.Notifications;
import id.loket.client.testing.BookingMessages;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.client.testing.TicketAppStandIn;
import id.loket.client.ticket.BookingView;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.local.Server;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HistoryTest extends ClientAppTest {
  private static final List<String> STATUSES =
      List.of("QUEUED", "HOLDING", "PENDING_PAYMENT", "CONFIRMED", "CANCELLED");

  private final OtherServices publisher = new OtherServices();
  @Inject History history;
  @Inject Notifications notifications;
  @Inject TolerantJson json;
  @Inject Pool database;
  private int newestDetails;

  @Test
  void messagesInAnyOrderAndTwiceMakeOneHistoryInOrder() {
    Person person = Person.sample("citizen");
    BookingMessages booking = new BookingMessages(person.id());
    Event pending = BookingMessages.event("booking.pending", booking.at(2, "PENDING_PAYMENT"));
    Event confirmed = BookingMessages.event("booking.confirmed", booking.at(3, "CONFIRMED"));
    ObjectNode end = booking.at(4, "CANCELLED").put("reason", "cancelled-by-user");
    Event cancelled = BookingMessages.event("booking.cancelled", end);
    Event again = BookingMessages.event("booking.pending", booking.at(2, "PENDING_PAYMENT"));

    BookingMessages.publish(
        publisher, confirmed, cancelled, pending, cancelled, again, confirmed, pending);

    Eventually.until("all were taken in", () -> takenIn(pending, confirmed, cancelled, again) == 4);
    ticketApp.feels(TicketAppStandIn.Mood.DEAD);
    person
        .asks()
        .get(person.path() + "/bookings/" + booking.bookingId())
        .then()
        .statusCode(200)
        .body("changes.version", contains(2, 3, 4))
        .body("changes.status", contains("PENDING_PAYMENT", "CONFIRMED", "CANCELLED"))
        .body("status", equalTo("CANCELLED"));
    assertEquals(0, mails(booking.bookingId(), "PAYMENT_LINK"), "overtaken: nothing to pay");
    assertEquals(1, mails(booking.bookingId(), "BOOKING_CANCELLED"));
  }

  @Test
  void anyShuffleRecordedAtOnceByManyEndsTheSame() {
    Random random = new Random(20261120);
    for (int round = 0; round < 20; round++) {
      BookingMessages booking = new BookingMessages(Ids.next());
      List<BookingView> heard = shuffled(booking, random);

      Uni.join()
          .all(heard.stream().map(each -> history.record("test", Ids.next(), each)).toList())
          .andCollectFailures()
          .await()
          .atMost(Duration.ofSeconds(30));

      isWholeAndInOrder(booking);
      assertEquals(1, mails(booking.bookingId(), "BOOKING_CANCELLED"));
      assertEquals(0, pendingTickets(booking.bookingId()), "a void ticket is mailed to nobody");
    }
  }

  /** I4: whatever the order and repetition in which a booking's states are heard of. */
  @Test
  void anyShuffleRecordedOneByOneTellsOnlyWhatIsNewAndNothingTwice() {
    Random random = new Random(20261130);
    for (int round = 0; round < 30; round++) {
      BookingMessages booking = new BookingMessages(Ids.next());
      List<BookingView> heard = shuffled(booking, random);
      List<String> news = new ArrayList<>();
      long newest = 0;
      for (BookingView each : heard) {
        history.record("test", Ids.next(), each).await().atMost(Duration.ofSeconds(10));
        if (each.version() > newest) {
          newest = each.version();
          notifications.about(each).map(mail -> mail.kind().name()).ifPresent(news::add);
        }
      }

      isWholeAndInOrder(booking);
      assertEquals(news, kindsOfMails(booking.bookingId()));
    }
  }

  /** Versions 1 to 5, each some times, some with newer details than others. */
  private List<BookingView> shuffled(BookingMessages booking, Random random) {
    List<BookingView> states = new ArrayList<>();
    for (int version = 1; version <= STATUSES.size(); version++) {
      for (int copy = 0; copy < 1 + random.nextInt(3); copy++) {
        ObjectNode state = booking.at(version, STATUSES.get(version - 1));
        state.put("position", copy);
        state.put(
            "updatedAt",
            Instant.parse(state.get("updatedAt").asText()).plusMillis(copy).toString());
        states.add(view(state));
      }
    }
    newestDetails =
        states.stream()
            .filter(state -> state.version() == STATUSES.size())
            .mapToInt(BookingView::position)
            .max()
            .orElseThrow();
    Collections.shuffle(states, random);
    return states;
  }

  private void isWholeAndInOrder(BookingMessages booking) {
    List<BookingChange> changes =
        history.changes(booking.bookingId()).await().atMost(Duration.ofSeconds(10));
    assertEquals(STATUSES, changes.stream().map(change -> change.status().name()).toList());
    BookingView now =
        history.find(booking.bookingId()).await().atMost(Duration.ofSeconds(10)).orElseThrow();
    assertEquals(STATUSES.size(), now.version());
    assertEquals(newestDetails, now.position());
  }

  private List<String> kindsOfMails(UUID bookingId) {
    List<String> kinds = new ArrayList<>();
    database
        .preparedQuery("select kind from mail where booking_id = $1 order by created_at, id")
        .executeAndAwait(Tuple.of(bookingId))
        .forEach(row -> kinds.add(row.getString(0)));
    return kinds;
  }

  private long pendingTickets(UUID bookingId) {
    return database
        .preparedQuery(
            "select count(*) from mail where booking_id = $1 and kind = 'BOOKING_CONFIRMED' and"
                + " status = 'PENDING'")
        .executeAndAwait(Tuple.of(bookingId))
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void theAnswerToABookingAndItsMessageAreOneChangeAndOneMail() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    ObjectNode same = ticketApp.booking(UUID.fromString(id));

    BookingMessages.publish(publisher, BookingMessages.event("booking.pending", same));
    ObjectNode confirmed = ticketApp.becomes(UUID.fromString(id), "CONFIRMED", null);
    BookingMessages.publish(publisher, BookingMessages.event("booking.confirmed", confirmed));

    inbox.await(person.email(), "Tiket Anda");
    assertEquals(1, mails(UUID.fromString(id), "PAYMENT_LINK"));
    person
        .asks()
        .get(person.path() + "/bookings/" + id)
        .then()
        .body("changes.status", contains("PENDING_PAYMENT", "CONFIRMED"));
  }

  @Test
  void aBookingInAnOrderIsPaidByTheOrdersLinkWhichIsMailedOnce() {
    Person person = Person.registered();
    BookingMessages booking = new BookingMessages(person.id());
    ObjectNode carried = inOrder(booking.at(3, "PENDING_PAYMENT"));
    carried.remove(List.of("paymentUrl", "expiresAt", "invoiceNumber"));
    ObjectNode billed =
        inOrder(booking.at(4, "PENDING_PAYMENT"))
            .put("paymentUrl", "http://127.0.0.1/pay/INV-order")
            .put("expiresAt", "2027-03-01T12:15:00Z");

    BookingMessages.publish(
        publisher,
        BookingMessages.event("booking.pending", carried),
        BookingMessages.event("booking.pending", billed),
        BookingMessages.event("booking.pending", billed));

    String mail = inbox.await(person.email(), "Bayar pesanan dengan kursi").get("text").asText();
    assertTrue(mail.contains("http://127.0.0.1/pay/INV-order"), mail);
    assertTrue(mail.contains("300.000"), mail);
    assertEquals(1, mails(booking.bookingId(), "ORDER_PAYMENT_LINK"));
    assertEquals(0, mails(booking.bookingId(), "PAYMENT_LINK"));
    person
        .asks()
        .get(person.path() + "/bookings?limit=1")
        .then()
        .body("items[0].orderId", equalTo(billed.path("orderId").asText()))
        .body("items[0].orderTotal.amount", equalTo(300_000));
  }

  private static ObjectNode inOrder(ObjectNode booking) {
    booking.put("orderId", new UUID(7, 7).toString());
    booking.putObject("orderTotal").put("amount", 300_000).put("currency", "IDR");
    return booking;
  }

  @Test
  void whatIsNoBookingGoesToTheDeadQueueAndHoldsUpNobody() {
    Person person = Person.sample("citizen");
    BookingMessages booking = new BookingMessages(person.id());
    long dead = deadLetters();

    BookingMessages.publish(
        publisher,
        Event.now("booking.pending", "nonsense", "{\"id\": \"nonsense\"}"),
        Event.now("booking.pending", "nonsense", "[]"),
        BookingMessages.event("booking.pending", booking.at(2, "PENDING_PAYMENT")));

    awaitBooking(booking.bookingId());
    Eventually.until("two dead letters", () -> deadLetters() == dead + 2);
  }

  @Test
  void messagesWaitWhileTheDatabaseIsAway() {
    Person person = Person.sample("citizen");
    BookingMessages booking = new BookingMessages(person.id());
    LocalStackResource.stack().stop(Server.POSTGRES);

    try {
      BookingMessages.publish(
          publisher, BookingMessages.event("booking.queued", booking.at(1, "QUEUED")));
      person.asks().get(person.path() + "/bookings").then().statusCode(503);
    } finally {
      LocalStackResource.stack().restart(Server.POSTGRES);
    }

    awaitBooking(booking.bookingId());
  }

  private long takenIn(Event... events) {
    String[] ids = Stream.of(events).map(event -> event.id().toString()).toArray(String[]::new);
    return database
        .preparedQuery("select count(*) from inbox where event_id = any ($1)")
        .executeAndAwait(Tuple.of(ids))
        .iterator()
        .next()
        .getLong(0);
  }

  private void awaitBooking(UUID id) {
    Eventually.get(
        "booking " + id,
        () ->
            history
                .find(id)
                .onFailure()
                .recoverWithItem(java.util.Optional.empty())
                .await()
                .atMost(Duration.ofSeconds(10)));
  }

  private BookingView view(ObjectNode booking) {
    return json.read(booking.toString(), BookingView.class);
  }

  private long mails(UUID bookingId, String kind) {
    return database
        .preparedQuery("select count(*) from mail where booking_id = $1 and kind = $2")
        .executeAndAwait(Tuple.of(bookingId, kind))
        .iterator()
        .next()
        .getLong(0);
  }

  private static long deadLetters() {
    return id.loket.client.testing.Broker.messagesIn("client-app.bookings.dead");
  }
}
