package id.loket.client.mail;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.client.testing.BookingMessages;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ManagementPort;
import id.loket.kit.testing.OtherServices;
import id.loket.kit.work.Jobs;
import id.loket.local.Server;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.RestAssured;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MailDeliveryTest extends ClientAppTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final OtherServices publisher = new OtherServices();
  @Inject MailStore store;
  @Inject MailDelivery delivery;
  @Inject Mails mails;
  @Inject MailAnnouncements announcements;
  @Inject Jobs jobs;
  @Inject Scheduler timers;
  @Inject Pool database;

  @Test
  void aServerThatRefusesForNowGetsTheMailLaterAndOnce() {
    inbox.refusesForNow();
    String email = registered();
    Eventually.until("two attempts", () -> mailTo(email).getInteger("attempts") >= 2);
    assertEquals("PENDING", mailTo(email).getString("status"));

    inbox.acceptsMails();

    inbox.await(email, "Verifikasi alamat");
    Eventually.until("sent", () -> "SENT".equals(mailTo(email).getString("status")));
    assertEquals(1, inbox.to(email).size());
  }

  @Test
  void aDeadServerDelaysAMailAndLosesNone() {
    LocalStackResource.stack().stop(Server.MAIL);
    List<String> addresses = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        addresses.add(registered());
      }
      Eventually.until(
          "an attempt each",
          () -> addresses.stream().allMatch(email -> mailTo(email).getInteger("attempts") >= 1));
    } finally {
      LocalStackResource.stack().restart(Server.MAIL);
    }

    for (String email : addresses) {
      inbox.await(email, "Verifikasi alamat");
      Eventually.until("sent", () -> "SENT".equals(mailTo(email).getString("status")));
      assertEquals(1, inbox.to(email).size());
    }
  }

  @Test
  void aMailRefusedForGoodIsGivenUpWithItsReasonForTheUserToSee() {
    Person person = Person.registered();
    inbox.refusesForGood();
    Person.register(person.email()).statusCode(202);

    Eventually.until(
        "given up",
        () ->
            "FAILED"
                .equals(
                    person
                        .asks()
                        .get(person.path() + "/notifications")
                        .then()
                        .extract()
                        .path("items[0].mail.status")));

    person
        .asks()
        .get(person.path() + "/notifications")
        .then()
        .statusCode(200)
        .body("items[0].kind", equalTo("ALREADY_REGISTERED"))
        .body("items[0].mail.failure", equalTo("smtp-550"))
        .body("items[0].mail.attempts", equalTo(1));
    assertEquals(0, inbox.count(person.email(), "sudah punya akun"));
  }

  @Test
  void aMailIsOneMessageWithAStableIdInTwoForms() {
    String email = registered();
    JsonNode mail = inbox.await(email, "Verifikasi alamat");

    assertEquals(
        "<" + mailTo(email).getUUID("id") + "@loket.test>", mail.get("messageId").asText());
    assertTrue(mail.get("html").asText().contains("Verifikasi alamat saya"));
    assertTrue(mail.get("text").asText().contains("/verify?token="));
    assertTrue(inbox.raw(mail).contains("Auto-Submitted: auto-generated"));
  }

  @Test
  void theTicketIsAttachedOnceItIsThereAndTheMailWaitsForIt() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    inbox.await(person.email(), "Bayar kursi");
    ticketApp.documentsReady(false);

    ObjectNode confirmed = ticketApp.becomes(UUID.fromString(id), "CONFIRMED", null);
    BookingMessages.publish(publisher, BookingMessages.event("booking.confirmed", confirmed));
    Eventually.until(
        "an attempt without a document",
        () ->
            mailsOf(UUID.fromString(id), "BOOKING_CONFIRMED").stream()
                .anyMatch(row -> row.getInteger("attempts") > 0));
    assertEquals(0, inbox.count(person.email(), "Tiket Anda"));
    ticketApp.documentsReady(true);

    JsonNode mail = inbox.await(person.email(), "Tiket Anda: Konser Amal & Doa");
    assertEquals("tiket-loket-" + id + ".pdf", mail.at("/attachments/0/name").asText());
    assertEquals("application/pdf", mail.at("/attachments/0/type").asText());
    byte[] pdf = inbox.attachment(mail);
    assertArrayEquals("%PDF-".getBytes(StandardCharsets.US_ASCII), java.util.Arrays.copyOf(pdf, 5));
    assertFalse(mail.get("html").asText().contains("Konser Amal & Doa"), "not escaped");
  }

  @Test
  void aTicketThatIsVoidBeforeItsMailCouldBeSentIsNotSent() {
    Person person = Person.registered();
    String id = person.books(Ids.next()).statusCode(201).extract().path("id");
    ticketApp.documentsReady(false);
    ObjectNode confirmed = ticketApp.becomes(UUID.fromString(id), "CONFIRMED", null).deepCopy();
    BookingMessages.publish(publisher, BookingMessages.event("booking.confirmed", confirmed));
    Eventually.until(
        "the mail", () -> !mailsOf(UUID.fromString(id), "BOOKING_CONFIRMED").isEmpty());

    person.asks().delete(person.path() + "/bookings/" + id).then().statusCode(200);

    JsonNode mail = inbox.await(person.email(), "Dibatalkan: Konser");
    assertTrue(mail.get("text").asText().contains("Anda membatalkannya"));
    assertEquals(
        "WITHDRAWN",
        mailsOf(UUID.fromString(id), "BOOKING_CONFIRMED").getFirst().getString("status"));
  }

  @Test
  void everyOutcomeOfABookingIsMailedInTheUsersLanguage() {
    Person person = Person.registered();
    say(person, "booking.queued", "QUEUED", booking -> booking.put("position", 3));
    say(person, "booking.pending", "PENDING_PAYMENT", booking -> booking.put("promoted", true));
    say(person, "booking.failed", "FAILED", booking -> booking.put("reason", "payment-failed"));
    say(person, "booking.expired", "EXPIRED", booking -> booking.put("reason", "payment-expired"));
    say(person, "booking.cancelled", "CANCELLED", b -> b.put("reason", "event-cancelled"));
    say(person, "booking.cancelled", "LEFT", booking -> booking.put("reason", "left-queue"));

    assertTrue(text(inbox.await(person.email(), "Nomor 3 dalam antrean")).contains("A-12 (VIP"));
    assertTrue(
        text(inbox.await(person.email(), "Giliran Anda"))
            .contains("http://127.0.0.1:8093/pay/INV-"));
    JsonNode failed = inbox.await(person.email(), "Pemesanan tidak berhasil");
    assertTrue(text(failed).contains("pembayaran gagal"));
    assertTrue(failed.at("/attachments/0/name").asText().startsWith("pemberitahuan-loket-"));
    JsonNode expired = inbox.await(person.email(), "Tidak dibayar pada waktunya");
    assertEquals(1, expired.get("attachments").size());
    assertTrue(text(inbox.await(person.email(), "Dibatalkan")).contains("acaranya dibatalkan"));
    assertTrue(
        text(inbox.await(person.email(), "Tidak lagi dalam antrean"))
            .contains("Anda keluar dari antrean"));
    person
        .asks()
        .header("Accept-Language", "en")
        .get(person.path() + "/notifications?limit=6")
        .then()
        .body("items.size()", equalTo(6))
        .body("items[0].title", notNullValue())
        .body(
            "items.find { it.kind == 'PROMOTION' }.title",
            equalTo("It is your turn: seat A-12 (VIP, row A) for Konser Amal & Doa"))
        .body("items.find { it.kind == 'PROMOTION' }.paymentUrl", notNullValue())
        .body("items.find { it.kind == 'BOOKING_QUEUED' }.mail.attempts", greaterThan(0))
        .body("next", notNullValue());
  }

  @Test
  void onlyOneReplicaGetsADueMail() {
    UUID id = insertMail(Ids.next());
    List<Uni<Optional<MailStore.Claimed>>> claims = new ArrayList<>();
    for (int replica = 0; replica < 10; replica++) {
      claims.add(store.claim(id, Ids.next(), Duration.ofMinutes(1)));
    }

    long got =
        Uni.join().all(claims).andFailFast().await().atMost(SOON).stream()
            .filter(Optional::isPresent)
            .count();

    assertEquals(1, got);
  }

  @Test
  void aMailOfADeadReplicaIsTakenUpWhenItsLeaseIsOver() {
    Person person = Person.registered();
    UUID dead = Ids.next();
    UUID id = insertMail(person.id());
    store.claim(id, dead, Duration.ofSeconds(6)).await().atMost(SOON).orElseThrow();

    deliver(id);
    assertEquals("PENDING", mail(id).getString("status"), "the lease still holds");

    Eventually.until("taken up", () -> "SENT".equals(mail(id).getString("status")));
    assertEquals(2, mail(id).getInteger("attempts"));
    store.markSent(id, dead).await().atMost(SOON);
  }

  @Test
  void aMailToADeletedAccountIsGivenUp() {
    UUID id = insertMail(Ids.next());
    deliver(id);
    assertEquals("FAILED", mail(id).getString("status"));
    assertEquals("account-gone", mail(id).getString("failure"));
  }

  @Test
  void aMailWhoseReplicaDiedBeforeItCouldTellTheQueueIsFound() {
    Person person = Person.registered();

    UUID id = Ids.next();
    database
        .preparedQuery(
            """
            insert into mail (id, user_id, kind, created_at, next_attempt_at, announced_at)
            select $1, $2, 'VERIFIED', at, at, at from (select now() - interval '16 seconds' as at) t
            """)
        .executeAndAwait(Tuple.of(id, person.id()));

    Eventually.until("sent", () -> "SENT".equals(mail(id).getString("status")));
    assertEquals(1, mail(id).getInteger("attempts"));
  }

  @Test
  void aMailThatIsNotCommittedIsNeverToldToTheQueue() throws Exception {
    Person person = Person.registered();
    inbox.await(person.email(), "sudah terverifikasi");

    try (Connection connection = OtherServices.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare("client-app.test-told", false, true, true, Map.of());
      channel.queueBind("client-app.test-told", "loket.events", "mail.requested");
      Uni<Void> undone =
          database.withTransaction(
              transaction ->
                  mails
                      .request(transaction, MailRequest.to(person.id(), MailKind.VERIFIED))
                      .chain(() -> Uni.createFrom().failure(new IllegalStateException("undone"))));
      assertThrows(IllegalStateException.class, () -> undone.await().atMost(SOON));
      database
          .withTransaction(
              transaction ->
                  mails.request(
                      transaction, MailRequest.to(person.id(), MailKind.PASSWORD_CHANGED)))
          .await()
          .atMost(SOON);

      inbox.await(person.email(), "Kata sandi");
      assertEquals(1, channel.messageCount("client-app.test-told"));
    }
  }

  @Test
  void withTheBrokerAwayPeopleRegisterAndTheirMailComesLater() {
    LocalStackResource.stack().stop(Server.RABBITMQ);
    String email;
    try {
      email = registered();
      RestAssured.get("/q/health/ready").then().log().ifValidationFails().statusCode(200);
    } finally {
      LocalStackResource.stack().restart(Server.RABBITMQ);
    }
    inbox.await(email, "Verifikasi alamat");
    assertEquals(1, inbox.to(email).size());
  }

  /** The timers stand still, so that nobody but the mail can have known of work. */
  @Test
  void aMailTheBrokerRefusedIsLookedForThoughNothingElseIsToBeDone() {
    Person person = Person.registered();
    inbox.await(person.email(), "sudah terverifikasi");
    timers.pause();
    LocalStackResource.stack().stop(Server.RABBITMQ);
    UUID id = insertMail(person.id());
    try {
      long before = System.nanoTime();
      announcements.announce(id, null);
      Eventually.until(
          "work to be known of, for which the database is asked every second",
          () -> jobs.knewOfWorkWithin(Duration.ofNanos(System.nanoTime() - before)));
    } finally {
      LocalStackResource.stack().restart(Server.RABBITMQ);
      timers.resume();
    }
    Eventually.until("sent", () -> "SENT".equals(mail(id).getString("status")));
  }

  @Test
  void mailsAreCounted() {
    inbox.await(registered(), "Verifikasi alamat");
    Eventually.until(
        "the counter",
        () ->
            RestAssured.get(ManagementPort.url("/q/metrics"))
                .then()
                .extract()
                .asString()
                .contains("loket_mails_total{outcome=\"sent\"}"));
  }

  private void say(
      Person person, String type, String status, java.util.function.Consumer<ObjectNode> change) {
    BookingMessages messages = new BookingMessages(person.id());
    ObjectNode booking = messages.at(2, status);
    change.accept(booking);
    ticketApp.has(booking);
    BookingMessages.publish(publisher, BookingMessages.event(type, booking));
  }

  private void deliver(UUID id) {
    try {
      VertxContextSupport.subscribeAndAwait(() -> delivery.deliver(id));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private UUID insertMail(UUID userId) {
    // Announced a moment ago, so that nobody else takes it up during the test.
    UUID id = Ids.next();
    database
        .preparedQuery("insert into mail (id, user_id, kind) values ($1, $2, 'VERIFIED')")
        .executeAndAwait(Tuple.of(id, userId));
    return id;
  }

  private static String text(JsonNode mail) {
    return mail.get("text").asText();
  }

  private Row mail(UUID id) {
    return one("id", id);
  }

  /** Asks for an account with an address of its own, which is returned. */
  private static String registered() {
    String email = Person.newEmail();
    Person.register(email).statusCode(202);
    return email;
  }

  /** The mail to whoever asked for an account with that address. */
  private Row mailTo(String email) {
    return one(
        "user_id",
        database
            .preparedQuery("select id from registration where email = $1")
            .executeAndAwait(Tuple.of(email))
            .iterator()
            .next()
            .getUUID("id"));
  }

  private Row one(String column, UUID value) {
    return database
        .preparedQuery("select * from mail where " + column + " = $1")
        .executeAndAwait(Tuple.of(value))
        .iterator()
        .next();
  }

  private List<Row> mailsOf(UUID bookingId, String kind) {
    List<Row> rows = new ArrayList<>();
    database
        .preparedQuery("select * from mail where booking_id = $1 and kind = $2")
        .executeAndAwait(Tuple.of(bookingId, kind))
        .forEach(rows::add);
    return rows;
  }
}
