package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.service.ServiceProcess;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Processes killed, told to end and doubled at the worst moments. Whatever was accepted is
 * completed once all is back, exactly once; the audit after the last test says so for everything
 * together.
 */
@Tag("faults")
@ClassTemplate
@ExtendWith(Rounds.class)
class ChaosIT {
  private static final Set<String> RESTING = Set.of("PENDING_PAYMENT", "CONFIRMED", "FAILED");

  private static final Duration LONGEST_END = Duration.ofSeconds(10);

  private static final Town town = Town.get();
  private final List<Visitor> crowd = town.crowd();

  @AfterEach
  void everythingRunsAgain() {
    town.allRunsAgain();
  }

  @AfterAll
  static void theAuditIsClean() {
    town.requireCleanAudit();
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
      Web.Answer again = Pending.patientlyBook(who, venue.eventId(), seat, "kunci-" + seat);
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
    List<Pending> pending = Pending.of(crowd, venue, 8);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    town.services().kill(LoketService.PAYMENT_APP);
    town.services().restart(LoketService.PAYMENT_APP);

    pending.forEach(each -> each.awaitInHistory("CONFIRMED"));
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
    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));

    // … and while mails are being written.
    endsInTime(LoketService.CLIENT_APP);
    town.services().restart(LoketService.CLIENT_APP);
    pending.forEach(Pending::requireTicketAndOneMail);
  }

  @Test
  void aReplicaToldToEndHandsBackWhatItCannotFinish() throws IOException {
    Venue venue = town.venue("Serah Terima", 4);
    List<Pending> pending = Pending.of(crowd, venue, 4);
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

    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
  }

  @Test
  void aReplicaKilledInTheMiddleOfAFirstAttemptIsFollowedByAnother() throws IOException {
    Venue venue = town.venue("Tiba-tiba", 4);
    List<Pending> pending = Pending.of(crowd, venue, 4);
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

    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
  }

  private static void endsInTime(LoketService service) {
    Instant told = Instant.now();
    town.services().stop(service);
    assertThat(Duration.between(told, Instant.now())).isLessThan(LONGEST_END);
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
              Web.Answer answer =
                  Pending.patientlyBook(who, venue.eventId(), seat, "berdua-" + seat)
                      .require(201, 202);
              if (answer.status() == 201) {
                who.pay(answer.json().path("invoiceNumber").asText(), true).require(202);
                who.awaitInHistory(answer.json().path("id").asText(), LIMIT, "CONFIRMED");
              }
              return null;
            });
      }
      Town.together(visits);

      Patience.of(LIMIT).until("all seats taken", () -> town.seatsBeing(venue, "BOOKED", seats));
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
            Map.of("LOKET_PAYMENT_WINDOW", "4s"));
    JsonNode booked;
    try {
      booked = Pending.bookedAt(hasty.url(), who, venue);
    } finally {
      hasty.stop();
    }

    JsonNode expired = who.awaitInHistory(booked.path("id").asText(), LIMIT, "EXPIRED");
    assertThat(expired.path("reason").asText()).isEqualTo("payment-expired");
    Patience.of(LIMIT).until("a free seat", () -> town.seatsBeing(venue, "OPEN", 1));
    Pending unpaid =
        new Pending(who, booked.path("id").asText(), booked.path("invoiceNumber").asText());
    unpaid.awaitInvoice("VOID");
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
        booked = Pending.bookedAt(before.url(), who, venue);
      } finally {
        before.kill();
      }
      String invoice = payments.url() + "/invoices/" + booked.path("invoiceNumber").asText();
      Web.anonymous()
          .post(invoice + "/payments", Web.object("method", "simulated-success"))
          .require(202);
      Patience.of(LIMIT).until("a paid invoice", () -> Pending.is(who.web().get(invoice), "PAID"));
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
            .until("a confirmed booking", () -> Pending.is(who.web().get(booking), "CONFIRMED"));
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
      Patience.of(LIMIT).until("the holds", () -> town.seatsBeing(venue, "ON_GOING", seats));
      event.run();
    }
    return asked;
  }
}
