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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
        whileAllAreHeld(
            venue,
            "kunci-",
            UnaryOperator.identity(),
            () -> town.services().kill(LoketService.TICKET_APP));
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
  void aReplicaToldToEndHandsBackWhatItCannotFinish() throws IOException {
    Venue venue = town.venue("Serah Terima", 4);
    List<Pending> pending = Pending.of(crowd, venue, 4);
    inTheMiddleOfFirstAttempts(
        pending,
        Map.of("LOKET_WEBHOOK_LEASE", "10m", "LOKET_WEBHOOK_ATTEMPT_TIMEOUT", "1m"),
        ChaosIT::endsInTime);

    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
  }

  @Test
  void aReplicaKilledInTheMiddleOfAFirstAttemptIsFollowedByAnother() throws IOException {
    Venue venue = town.venue("Tiba-tiba", 4);
    List<Pending> pending = Pending.of(crowd, venue, 4);
    inTheMiddleOfFirstAttempts(pending, Map.of(), ServiceProcess::kill);

    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
  }

  /**
   * All is paid at a replica whose receiver takes every webhook and answers none of them; then it
   * happens. The other payment-app stands still meanwhile, and goes on afterwards.
   */
  private static void inTheMiddleOfFirstAttempts(
      List<Pending> pending, Map<String, String> more, Consumer<ServiceProcess> event)
      throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Map<String, String> variables = new HashMap<>(Town.MORE);
      variables.put("WEBHOOK_URL", "http://127.0.0.1:" + silent.getLocalPort() + "/");
      variables.putAll(more);
      ServiceProcess payments =
          ServiceProcess.replica(
              town.stack(), LoketService.PAYMENT_APP, "payment-app-silent", variables);
      town.services().suspend(LoketService.PAYMENT_APP);
      try {
        for (Pending each : pending) {
          paidAt(payments, each.invoice());
        }
        silent.setSoTimeout((int) LIMIT.toMillis());
        for (int n = 0; n < pending.size(); n++) {
          silent.accept();
        }
        event.accept(payments);
      } finally {
        payments.kill();
        town.services().resume(LoketService.PAYMENT_APP);
      }
    }
  }

  private static void paidAt(ServiceProcess payments, String invoice) {
    Web.anonymous()
        .post(
            payments.url() + "/invoices/" + invoice + "/payments",
            Web.object("method", "simulated-success"))
        .require(202);
  }

  private static void endsInTime(ServiceProcess process) {
    Instant told = Instant.now();
    process.stop();
    assertThat(Duration.between(told, Instant.now())).isLessThan(LONGEST_END);
  }

  @Test
  void twoOfEachServiceShareTheWorkAndOneToldToEndFinishesWhatItHasBegun() {
    List<ServiceProcess> seconds =
        Town.together(
            List.of(() -> second(LoketService.TICKET_APP), () -> second(LoketService.PAYMENT_APP)));
    ServiceProcess tickets = seconds.get(0);
    ServiceProcess payments = seconds.get(1);
    ServiceProcess clients =
        second(LoketService.CLIENT_APP, Map.of("LOKET_TICKET_URL", tickets.url()));
    Addresses second =
        new Addresses(
            clients.url(),
            tickets.url(),
            payments.url(),
            town.addresses().report(),
            town.addresses().inbox());
    try {
      shareTheWork(second);
      List<Pending> pending = bookedWhileItEnds(second, tickets);
      // While payments are being processed and their webhooks sent …
      pending.forEach(each -> each.who().at(second).pay(each.invoice(), true).require(202));
      endsInTime(payments);
      pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
      // … and while mails are being written.
      endsInTime(clients);
      pending.forEach(Pending::requireTicketAndOneMail);
    } finally {
      seconds.forEach(ServiceProcess::kill);
      clients.kill();
    }
  }

  /** Of two people who want the same seat, each is at other replicas. */
  private void shareTheWork(Addresses second) {
    int seats = 16;
    Venue venue = town.venue("Berdua", seats);
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
  }

  /** Every one of them has its answer, as if nothing had happened. */
  private List<Pending> bookedWhileItEnds(Addresses second, ServiceProcess tickets) {
    Venue venue = town.venue("Tutup Rapi", 6);
    town.organiserRefuses(0, Duration.ofSeconds(2));
    List<Future<Web.Answer>> asked =
        whileAllAreHeld(venue, "rapi-", who -> who.at(second), () -> endsInTime(tickets));
    town.organiserRefuses(0, Duration.ZERO);
    List<Pending> pending = new ArrayList<>();
    for (int n = 0; n < asked.size(); n++) {
      JsonNode booked = asked.get(n).resultNow().require(201).json();
      assertThat(booked.path("status").asText()).isEqualTo("PENDING_PAYMENT");
      pending.add(Pending.of(crowd.get(n), booked));
    }
    return pending;
  }

  @Test
  void whenTicketAppWasAwayOverTheDeadlineWhatWasPaidIsConfirmedAndWhatWasNotExpires() {
    Visitor payer = crowd.get(40);
    Visitor other = crowd.get(41);
    Venue venue = town.venue("Tepat Waktu", 1);
    Venue given = town.venue("Kedaluwarsa", 1);
    ServiceProcess hasty = second(LoketService.TICKET_APP, Map.of("LOKET_PAYMENT_WINDOW", "10s"));
    // Webhooks go to this one, which hears of none of them before the other has decided.
    town.services().suspend(LoketService.TICKET_APP);
    Pending unpaid;
    try {
      Pending paid = Pending.at(hasty.url(), payer, venue);
      payer.pay(paid.invoice(), true).require(202);
      paid.awaitInvoice("PAID");
      JsonNode booked = Pending.bookedAt(hasty.url(), other, given);
      unpaid = Pending.of(other, booked);
      hasty.suspend();
      Instant deadline = Instant.parse(booked.path("expiresAt").asText());
      Patience.of(LIMIT)
          .until(
              "the deadline",
              () -> Instant.now().isAfter(deadline) ? Optional.of(true) : Optional.empty());

      hasty.resume();

      paid.awaitAt(hasty.url(), "CONFIRMED");
      unpaid.awaitAt(hasty.url(), "EXPIRED");
    } finally {
      hasty.resume();
      hasty.stop();
      town.services().resume(LoketService.TICKET_APP);
    }
    JsonNode expired = other.awaitInHistory(unpaid.id(), LIMIT, "EXPIRED");
    assertThat(expired.path("reason").asText()).isEqualTo("payment-expired");
    Patience.of(LIMIT).until("a free seat", () -> town.seatsBeing(given, "OPEN", 1));
    unpaid.awaitInvoice("VOID");
    assertThat(other.pay(unpaid.invoice(), true).problem()).isIn("invoice-void", "invoice-expired");
    assertThat(new Paper(other.pdf(unpaid.id())).text()).contains("tidak dibayar tepat waktu");
  }

  private static ServiceProcess second(LoketService service) {
    return second(service, Map.of());
  }

  private static ServiceProcess second(LoketService service, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(Town.MORE);
    variables.putAll(more);
    return ServiceProcess.replica(town.stack(), service, service.title() + "-2", variables);
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
  private List<Future<Web.Answer>> whileAllAreHeld(
      Venue venue, String keyPrefix, UnaryOperator<Visitor> where, Runnable event) {
    List<Future<Web.Answer>> asked = new ArrayList<>();
    int seats = venue.seats().size();
    try (ExecutorService counters = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < seats; n++) {
        Visitor who = where.apply(crowd.get(n));
        String seat = venue.seats().get(n);
        asked.add(counters.submit(() -> who.book(venue.eventId(), seat, keyPrefix + seat)));
      }
      Patience.of(LIMIT).until("the holds", () -> town.seatsBeing(venue, "ON_GOING", seats));
      event.run();
    }
    return asked;
  }
}
