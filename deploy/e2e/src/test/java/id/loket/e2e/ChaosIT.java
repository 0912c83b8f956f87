package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.audit.Audit;
import id.loket.local.service.ServiceProcess;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Processes killed and servers away at the worst moments. Whatever was accepted is completed once
 * all is back, exactly once; the audit after the last test says so for everything together.
 */
@Tag("faults")
class ChaosIT {
  private static final Set<String> RESTING = Set.of("PENDING_PAYMENT", "CONFIRMED", "FAILED");

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private static final Town town = Town.get();
  private final List<Visitor> crowd = town.crowd();

  @AfterEach
  void everythingRunsAgain() {
    town.organiserRefuses(0, Duration.ZERO);
    for (Server server : town.stack().started()) {
      if (!town.stack().isAlive(server)) {
        town.stack().restart(server);
      }
    }
    for (LoketService service : LoketService.counter()) {
      if (!town.services().isAlive(service)) {
        town.services().restart(service);
      }
    }
  }

  @AfterAll
  static void theAuditIsClean() {
    try (Audit audit = Audit.of(town.stack(), System.out)) {
      assertThat(audit.run(Duration.ofSeconds(90))).isEqualTo(Map.of());
    }
  }

  @Test
  void ticketAppKilledInTheMiddleOfBookingsLeavesNothingHalfWay() {
    int seats = 12;
    Venue venue = town.venue("Listrik Padam", seats);
    // Slow enough that all of them are being held when the process dies.
    town.organiserRefuses(0, Duration.ofSeconds(2));
    List<Future<Web.Answer>> asked =
        whileAllAreHeld(venue, "kunci-", () -> town.services().kill(LoketService.TICKET_APP));
    assertThat(asked)
        .allSatisfy(
            each -> {
              assertThat(each.get().status()).isEqualTo(503);
              assertThat(each.get().problem()).isEqualTo("ticket-unavailable");
            });
    town.organiserRefuses(0, Duration.ZERO);

    town.services().restart(LoketService.TICKET_APP);

    for (int n = 0; n < seats; n++) {
      Visitor who = crowd.get(n);
      String seat = venue.seats().get(n);
      JsonNode booking =
          Patience.of(LIMIT)
              .until("an end of the booking", () -> ofEvent(who, venue).filter(ChaosIT::rests));
      // Who asks again with the same key learns of that booking, and makes no second one.
      Web.Answer again = patientlyBook(who, venue.eventId(), seat, "kunci-" + seat);
      assertThat(again.json().findValue("id")).isEqualTo(booking.path("id"));
      assertThat(bookingsOf(who, venue)).hasSize(1);
      if (booking.path("status").asText().equals("PENDING_PAYMENT")) {
        who.pay(booking.path("invoiceNumber").asText(), true).require(202);
        who.awaitInHistory(booking.path("id").asText(), LIMIT, "CONFIRMED");
      }
    }
  }

  @Test
  void paymentAppKilledWhileProcessingChargesOnceAndTells() {
    Venue venue = town.venue("Dompet", 8);
    List<Pending> pending = pending(venue, 8);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    town.services().kill(LoketService.PAYMENT_APP);
    town.services().restart(LoketService.PAYMENT_APP);

    pending.forEach(each -> each.who().awaitInHistory(each.id(), LIMIT, "CONFIRMED"));
  }

  @Test
  void aServiceToldToEndFinishesWhatItHasBegun() {
    int seats = 6;
    Venue venue = town.venue("Tutup Rapi", seats);
    town.organiserRefuses(0, Duration.ofSeconds(2));
    List<Future<Web.Answer>> asked =
        whileAllAreHeld(venue, "rapi-", () -> endsInTime(LoketService.TICKET_APP));
    // Every one of them has its answer, as if nothing had happened.
    List<Pending> pending = new ArrayList<>();
    for (int n = 0; n < seats; n++) {
      JsonNode booked = asked.get(n).resultNow().require(201).json();
      assertThat(booked.path("status").asText()).isEqualTo("PENDING_PAYMENT");
      pending.add(
          new Pending(
              crowd.get(n), booked.path("id").asText(), booked.path("invoiceNumber").asText()));
    }
    town.organiserRefuses(0, Duration.ZERO);
    town.services().restart(LoketService.TICKET_APP);

    // While payments are being processed and their webhooks sent …
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    endsInTime(LoketService.PAYMENT_APP);
    town.services().restart(LoketService.PAYMENT_APP);
    pending.forEach(each -> awaitTicketApp(each, "CONFIRMED"));

    // … and while mails are being written.
    endsInTime(LoketService.CLIENT_APP);
    town.services().restart(LoketService.CLIENT_APP);
    pending.forEach(ChaosIT::hasTicketAndOneMail);
  }

  @Test
  void aReplicaToldToEndHandsBackWhatItCannotFinish() throws IOException {
    Venue venue = town.venue("Serah Terima", 4);
    List<Pending> pending = pending(venue, 4);
    // The only payment-app for now: its receiver takes every webhook and answers none of them.
    town.services().stop(LoketService.PAYMENT_APP);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> variables = new HashMap<>(Town.MORE);
      variables.put("WEBHOOK_URL", "http://127.0.0.1:" + silent.getLocalPort() + "/");
      variables.put("LOKET_WEBHOOK_LEASE", "10m");
      variables.put("LOKET_WEBHOOK_ATTEMPT_TIMEOUT", "1m");
      ServiceProcess leaving =
          ServiceProcess.replica(
              town.stack(), LoketService.PAYMENT_APP, "payment-app-leaving", variables);
      for (Pending each : pending) {
        Web.anonymous()
            .post(
                leaving.url() + "/invoices/" + each.invoice() + "/payments",
                Web.object("method", "simulated-success"))
            .require(202);
      }
      silent.setSoTimeout((int) LIMIT.toMillis());
      for (int n = 0; n < pending.size(); n++) {
        silent.accept();
      }
      Instant told = Instant.now();
      leaving.stop();
      assertThat(Duration.between(told, Instant.now())).isLessThan(LONGEST_END);
    }

    town.services().restart(LoketService.PAYMENT_APP);

    pending.forEach(each -> awaitTicketApp(each, "CONFIRMED"));
  }

  @Test
  void aReplicaKilledInTheMiddleOfAFirstAttemptIsFollowedByAnother() throws IOException {
    Venue venue = town.venue("Tiba-tiba", 4);
    List<Pending> pending = pending(venue, 4);
    // The only payment-app for now: its receiver takes every webhook and answers none of them.
    town.services().stop(LoketService.PAYMENT_APP);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> variables = new HashMap<>(Town.MORE);
      variables.put("WEBHOOK_URL", "http://127.0.0.1:" + silent.getLocalPort() + "/");
      ServiceProcess killed =
          ServiceProcess.replica(
              town.stack(), LoketService.PAYMENT_APP, "payment-app-killed", variables);
      for (Pending each : pending) {
        Web.anonymous()
            .post(
                killed.url() + "/invoices/" + each.invoice() + "/payments",
                Web.object("method", "simulated-success"))
            .require(202);
      }
      silent.setSoTimeout((int) LIMIT.toMillis());
      for (int n = 0; n < pending.size(); n++) {
        silent.accept();
      }
      killed.kill();
    }

    town.services().restart(LoketService.PAYMENT_APP);

    pending.forEach(each -> awaitTicketApp(each, "CONFIRMED"));
  }

  private static void endsInTime(LoketService service) {
    Instant told = Instant.now();
    town.services().stop(service);
    assertThat(Duration.between(told, Instant.now())).isLessThan(LONGEST_END);
  }

  @Test
  void webhooksSurviveAnEmptiedRedis() {
    Venue venue = town.venue("Lupa", 6);
    List<Pending> pending = pending(venue, 6);
    town.services().stop(LoketService.TICKET_APP);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> awaitInvoice(each, "PAID"));
    flushRedis();

    town.services().restart(LoketService.TICKET_APP);

    pending.forEach(each -> each.who().awaitInHistory(each.id(), LIMIT, "CONFIRMED"));
  }

  @Test
  void withoutRedisPaymentsAreTakenAndToldWhenItIsBack() {
    Venue venue = town.venue("Tanpa Redis", 3);
    List<Pending> pending = pending(venue, 3);
    town.stack().kill(Server.REDIS);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> awaitInvoice(each, "PAID"));

    town.stack().restart(Server.REDIS);

    pending.forEach(each -> each.who().awaitInHistory(each.id(), LIMIT, "CONFIRMED"));
  }

  @Test
  void withoutRabbitMqBookingsGoOnAndTheHistoryCatchesUpInOrder() {
    confirmedWithout(Server.RABBITMQ, "Tanpa Pesan");
  }

  @Test
  void withoutTheMailServerTheMailComesLaterAndOnce() {
    confirmedWithout(Server.MAIL, "Tanpa Pos");
  }

  @Test
  void withoutTheArchiveTheTicketComesLater() {
    confirmedWithout(Server.S3, "Tanpa Gudang");
  }

  @Test
  void withoutClientAppNothingIsLost() {
    Venue venue = town.venue("Loket Tutup", 3);
    List<Pending> pending = pending(venue, 3);
    town.services().kill(LoketService.CLIENT_APP);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> awaitTicketApp(each, "CONFIRMED"));

    town.services().restart(LoketService.CLIENT_APP);

    pending.forEach(ChaosIT::hasTicketAndOneMail);
  }

  @Test
  void withoutTheOrganiserOrPaymentAppTheCallerIsToldSoonAndTheSeatIsFree() {
    Visitor who = crowd.get(30);
    Venue venue = town.venue("Tidak Diangkat", 2);
    town.stack().stop(Server.ORGANISER);
    Web.Answer noOrganiser = who.book(venue.eventId(), venue.seats().get(0));
    town.stack().restart(Server.ORGANISER);
    assertThat(noOrganiser.status()).isEqualTo(503);
    assertThat(noOrganiser.problem()).isEqualTo("organiser-unavailable");

    town.services().stop(LoketService.PAYMENT_APP);
    Web.Answer noPayment = who.book(venue.eventId(), venue.seats().get(1));
    town.services().restart(LoketService.PAYMENT_APP);
    assertThat(noPayment.status()).isEqualTo(503);
    assertThat(noPayment.problem()).isEqualTo("payment-unavailable");

    Patience.of(LIMIT).until("free seats", () -> seatsBeing("OPEN", venue, 2));
    Patience.of(LIMIT)
        .until(
            "a booking after all",
            () ->
                Optional.of(who.book(venue.eventId(), venue.seat()))
                    .filter(answer -> answer.status() == 201));
  }

  @Test
  void twoOfEachServiceShareTheWork() {
    List<ServiceProcess> seconds =
        Town.together(
            Stream.of(LoketService.CLIENT_APP, LoketService.TICKET_APP, LoketService.PAYMENT_APP)
                .<Callable<ServiceProcess>>map(service -> () -> second(service))
                .toList());
    ServiceProcess clients = seconds.get(0);
    ServiceProcess tickets = seconds.get(1);
    ServiceProcess payments = seconds.get(2);
    try {
      int seats = 16;
      Venue venue = town.venue("Berdua", seats);
      Addresses second =
          new Addresses(
              clients.url(),
              tickets.url(),
              payments.url(),
              town.addresses().report(),
              town.addresses().inbox());
      List<Callable<Void>> visits = new ArrayList<>();
      for (int n = 0; n < 2 * seats; n++) {
        Visitor one = crowd.get(n);
        Visitor who = n % 2 == 0 ? one : one.at(second);
        String seat = venue.seats().get(n / 2);
        visits.add(
            () -> {
              Web.Answer answer = who.book(venue.eventId(), seat).require(201, 202);
              if (answer.status() == 201) {
                who.pay(answer.json().path("invoiceNumber").asText(), true).require(202);
                who.awaitInHistory(answer.json().path("id").asText(), LIMIT, "CONFIRMED");
              }
              return null;
            });
      }
      Town.together(visits);

      Patience.of(LIMIT).until("all seats taken", () -> seatsBeing("BOOKED", venue, seats));
    } finally {
      tickets.kill();
      payments.kill();
      clients.stop();
    }
  }

  @Test
  void anUnpaidBookingExpiresItsInvoiceIsVoidAndTheSeatIsFree() {
    Visitor who = crowd.get(40);
    Venue venue = town.venue("Kedaluwarsa", 1);
    ServiceProcess hasty =
        ServiceProcess.replica(
            town.stack(),
            LoketService.TICKET_APP,
            "ticket-app-hasty",
            Map.of("LOKET_PAYMENT_WINDOW", "2s"));
    JsonNode booked;
    try {
      booked = who.bookAt(hasty.url(), venue.eventId(), venue.seat()).require(201).json();
    } finally {
      hasty.stop();
    }

    JsonNode expired = who.awaitInHistory(booked.path("id").asText(), LIMIT, "EXPIRED");
    assertThat(expired.path("reason").asText()).isEqualTo("payment-expired");
    Patience.of(LIMIT).until("a free seat", () -> seatsBeing("OPEN", venue, 1));
    Pending unpaid =
        new Pending(who, booked.path("id").asText(), booked.path("invoiceNumber").asText());
    awaitInvoice(unpaid, "VOID");
    assertThat(who.pay(unpaid.invoice(), true).problem()).isIn("invoice-void", "invoice-expired");
    assertThat(new Paper(who.pdf(unpaid.id())).text()).contains("tidak dibayar tepat waktu");
  }

  @Test
  void whatWasPaidWhileTicketAppWasAwayOverTheDeadlineIsConfirmed() {
    Visitor who = crowd.get(41);
    Venue venue = town.venue("Tepat Waktu", 1);
    town.services().stop(LoketService.PAYMENT_APP);
    town.services().stop(LoketService.TICKET_APP);
    // Webhooks as production tries them: the third time after five minutes. Nobody waits for that
    // here.
    Map<String, String> production = new HashMap<>(Town.MORE);
    production.remove("LOKET_WEBHOOK_SCHEDULE");
    ServiceProcess payments =
        ServiceProcess.replica(
            town.stack(), LoketService.PAYMENT_APP, "payment-app-patient", production);
    try {
      Map<String, String> asking = new HashMap<>(Town.MORE);
      asking.put("LOKET_PAYMENT_URL", payments.url());
      Map<String, String> hasty = new HashMap<>(asking);
      hasty.put("LOKET_PAYMENT_WINDOW", "10s");
      ServiceProcess before =
          ServiceProcess.replica(town.stack(), LoketService.TICKET_APP, "ticket-app-before", hasty);
      JsonNode booked;
      try {
        booked = who.bookAt(before.url(), venue.eventId(), venue.seat()).require(201).json();
      } finally {
        before.kill();
      }
      String invoice = payments.url() + "/invoices/" + booked.path("invoiceNumber").asText();
      Web.anonymous()
          .post(invoice + "/payments", Web.object("method", "simulated-success"))
          .require(202);
      Patience.of(LIMIT).until("a paid invoice", () -> is(who.web().get(invoice), "PAID"));
      Instant deadline = Instant.parse(booked.path("expiresAt").asText());
      Patience.of(LIMIT)
          .until(
              "the deadline",
              () -> Instant.now().isAfter(deadline) ? Optional.of(true) : Optional.empty());

      ServiceProcess after =
          ServiceProcess.replica(town.stack(), LoketService.TICKET_APP, "ticket-app-after", asking);
      try {
        String booking = after.url() + "/bookings/" + booked.path("id").asText();
        Patience.of(LIMIT)
            .until("a confirmed booking", () -> is(who.web().get(booking), "CONFIRMED"));
      } finally {
        after.stop();
      }
    } finally {
      payments.stop();
    }
  }

  private static ServiceProcess second(LoketService service) {
    return ServiceProcess.replica(town.stack(), service, service.title() + "-2", Town.MORE);
  }

  private record Pending(Visitor who, String id, String invoice) {}

  private List<Pending> pending(Venue venue, int count) {
    List<Callable<Pending>> visits = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Visitor who = crowd.get(n);
      String seat = venue.seats().get(n);
      visits.add(
          () -> {
            String key = "pesan-" + seat;
            JsonNode booked = patientlyBook(who, venue.eventId(), seat, key).require(201).json();
            return new Pending(
                who, booked.path("id").asText(), booked.path("invoiceNumber").asText());
          });
    }
    return Town.inGroupsOf(4, visits);
  }

  /** What client-app asks of callers: while ticket-app is away, repeat with the same key. */
  private static Web.Answer patientlyBook(Visitor who, String event, String seat, String key) {
    return Patience.of(LIMIT)
        .until(
            "an answer of ticket-app",
            () ->
                Optional.of(who.book(event, seat, key))
                    .filter(answer -> !answer.problem().equals("ticket-unavailable")));
  }

  /** Paid while this server is away: ticket-app confirms, the rest comes when it is back. */
  private void confirmedWithout(Server server, String title) {
    Venue venue = town.venue(title, 3);
    List<Pending> pending = pending(venue, 3);
    town.stack().kill(server);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> awaitTicketApp(each, "CONFIRMED"));

    town.stack().restart(server);

    pending.forEach(ChaosIT::hasTicketAndOneMail);
  }

  private static void hasTicketAndOneMail(Pending booking) {
    booking.who().awaitInHistory(booking.id(), LIMIT, "CONFIRMED");
    Patience.of(LIMIT)
        .until(
            "the mail", () -> ticketMails(booking).isEmpty() ? Optional.empty() : Optional.of(1));
    assertThat(ticketMails(booking)).hasSize(1).allMatch(mail -> mail.attachments() == 1);
    assertThat(new Paper(booking.who().pdf(booking.id())).text()).contains("Tiket");
  }

  private static List<Inbox.Mail> ticketMails(Pending booking) {
    return booking.who().mails(booking.id(), "BOOKING_CONFIRMED");
  }

  private static void awaitInvoice(Pending booking, String status) {
    Patience.of(LIMIT)
        .until(
            "invoice " + status,
            () ->
                is(
                    booking
                        .who()
                        .web()
                        .get(town.addresses().payment() + "/invoices/" + booking.invoice()),
                    status));
  }

  private static void awaitTicketApp(Pending booking, String status) {
    Patience.of(LIMIT)
        .until(
            "booking " + status,
            () ->
                is(
                    booking
                        .who()
                        .web()
                        .get(town.addresses().ticket() + "/bookings/" + booking.id()),
                    status));
  }

  private static Optional<JsonNode> is(Web.Answer answer, String status) {
    return Optional.of(answer.require(200).json())
        .filter(json -> json.path("status").asText().equals(status));
  }

  private static boolean rests(JsonNode booking) {
    return RESTING.contains(booking.path("status").asText());
  }

  private static Optional<JsonNode> ofEvent(Visitor who, Venue venue) {
    return bookingsOf(who, venue).stream().findFirst();
  }

  private static List<JsonNode> bookingsOf(Visitor who, Venue venue) {
    List<JsonNode> bookings = new ArrayList<>();
    for (JsonNode each : who.history()) {
      if (each.path("eventId").asText().equals(venue.eventId())) {
        bookings.add(each);
      }
    }
    return bookings;
  }

  private static Optional<Boolean> seatsBeing(String status, Venue venue, int count) {
    JsonNode seats =
        Web.anonymous()
            .get(
                town.addresses().ticket()
                    + "/events/"
                    + venue.eventId()
                    + "/seats?limit=100&status="
                    + status)
            .require(200)
            .json()
            .path("items");
    return seats.size() == count ? Optional.of(true) : Optional.empty();
  }

  private static void flushRedis() {
    var redis = town.stack().endpoint(Server.REDIS);
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      String commands = "AUTH " + redis.password() + "\r\nFLUSHALL\r\n";
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      byte[] answers = socket.getInputStream().readNBytes("+OK\r\n+OK\r\n".length());
      assertThat(new String(answers, StandardCharsets.UTF_8)).isEqualTo("+OK\r\n+OK\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody books each seat; once all of them are being held, it happens. */
  private List<Future<Web.Answer>> whileAllAreHeld(Venue venue, String keyPrefix, Runnable event) {
    List<Future<Web.Answer>> asked = new ArrayList<>();
    int seats = venue.seats().size();
    try (ExecutorService counters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < seats; n++) {
        Visitor who = crowd.get(n);
        String seat = venue.seats().get(n);
        asked.add(counters.submit(() -> who.book(venue.eventId(), seat, keyPrefix + seat)));
      }
      Patience.of(LIMIT).until("the holds", () -> seatsBeing("ON_GOING", venue, seats));
      event.run();
    }
    return asked;
  }
}
