package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** A booking that waits for its payment, and what becomes of it. */
record Pending(Visitor who, String id, String invoice) {
  /** Nothing is known of the request, so that it may be repeated. */
  private static final Set<String> AWAY = Set.of("ticket-unavailable", "unavailable");

  private static final Town town = Town.get();

  /** So many bookings, each of somebody else of the crowd. */
  static List<Pending> of(List<Visitor> crowd, Venue venue, int count) {
    List<Callable<Pending>> visits = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Visitor who = crowd.get(n);
      String seat = venue.seats().get(n);
      visits.add(
          () -> {
            String key = "pesan-" + seat;
            JsonNode booked = patientlyBook(who, venue.eventId(), seat, key).require(201).json();
            return of(who, booked);
          });
    }
    return Town.inGroupsOf(4, visits);
  }

  /** What callers are asked to do: while something is away, repeat with the same key. */
  static Web.Answer patientlyBook(Visitor who, String event, String seat, String key) {
    return Patience.of(LIMIT)
        .until(
            "an answer of ticket-app",
            () ->
                Optional.of(who.book(event, seat, key))
                    .filter(answer -> !AWAY.contains(answer.problem())));
  }

  /**
   * A booking at a ticket-app just started. Its first calls may take longer than callers wait for:
   * then it is undone, and asked for again.
   */
  static JsonNode bookedAt(String ticketUrl, Visitor who, Venue venue) {
    return Patience.of(LIMIT)
        .until(
            "a booking",
            () ->
                Optional.of(who.bookAt(ticketUrl, venue.eventId(), venue.seat()))
                    .filter(answer -> !answer.problem().equals("payment-unavailable")))
        .require(201)
        .json();
  }

  /** The same, as what waits for its payment. */
  static Pending at(String ticketUrl, Visitor who, Venue venue) {
    return of(who, bookedAt(ticketUrl, who, venue));
  }

  static Pending of(Visitor who, JsonNode booked) {
    return new Pending(who, booked.path("id").asText(), booked.path("invoiceNumber").asText());
  }

  void awaitInHistory(String status) {
    who.awaitInHistory(id, LIMIT, status);
  }

  /** Confirmed, with a ticket and one mail that brings it. */
  void requireTicketAndOneMail() {
    awaitInHistory("CONFIRMED");
    Patience.of(LIMIT)
        .until("the mail", () -> ticketMails().isEmpty() ? Optional.empty() : Optional.of(1));
    assertThat(ticketMails()).hasSize(1).allMatch(mail -> mail.attachments() == 1);
    assertThat(new Paper(who.pdf(id)).text()).contains("Tiket");
  }

  private List<Inbox.Mail> ticketMails() {
    return who.mails(id, "BOOKING_CONFIRMED");
  }

  void awaitInvoice(String status) {
    String url = town.addresses().payment() + "/invoices/" + invoice;
    Patience.of(LIMIT).until("invoice " + status, () -> is(who.web().get(url), status));
  }

  /** Asks ticket-app itself: the history may be away. */
  void awaitTicketApp(String status) {
    awaitAt(town.addresses().ticket(), status);
  }

  /** Asks one of several ticket-apps. */
  void awaitAt(String ticketUrl, String status) {
    String url = ticketUrl + "/bookings/" + id;
    Patience.of(LIMIT).until("booking " + status, () -> is(who.web().get(url), status));
  }

  static Optional<JsonNode> is(Web.Answer answer, String status) {
    return Optional.of(answer.require(200).json())
        .filter(json -> json.path("status").asText().equals(status));
  }
}
