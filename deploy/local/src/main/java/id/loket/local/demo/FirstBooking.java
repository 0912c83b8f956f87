package id.loket.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.StackException;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/** One booking by the sample citizen, told step by step; what chance refuses is tried again. */
final class FirstBooking {
  private static final int TRIES = 12;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Addresses addresses;
  private final Narrator narrator;

  FirstBooking(Addresses addresses, PrintStream out) {
    this.addresses = addresses;
    this.narrator = new Narrator(out);
  }

  void make() {
    Visitor organiser = Visitor.sample(addresses, "organiser");
    Visitor citizen = Visitor.sample(addresses, "citizen");
    narrator.tell("signed in", citizen.email() + " at " + addresses.client());
    Venue venue = Venue.open(organiser, addresses, "Konser Senja", TRIES);
    narrator.tell(
        "event", "\"Konser Senja\" with %d seats, made by %s".formatted(TRIES, organiser.email()));
    for (String seat : venue.seats()) {
      Optional<JsonNode> held = hold(citizen, venue.eventId(), seat);
      if (held.isPresent() && pay(citizen, held.get())) {
        deliver(citizen, held.get().path("id").asText());
        return;
      }
    }
    throw new StackException(TRIES + " seats in a row were refused: is the simulation set so?");
  }

  private Optional<JsonNode> hold(Visitor citizen, String event, String seat) {
    Web.Answer answer = citizen.book(event, seat);
    if (answer.problem().equals("hold-refused")) {
      narrator.tell("refused", "by the organiser (simulated), trying the next seat");
      return Optional.empty();
    }
    JsonNode booking = answer.require(201).json();
    JsonNode place = booking.path("seat");
    narrator.tell(
        "held",
        "seat %s %s-%s for %s %,d, to be paid until %s"
            .formatted(
                place.path("section").asText(),
                place.path("row").asText(),
                place.path("label").asText(),
                booking.path("price").path("currency").asText(),
                booking.path("price").path("amount").asLong(),
                booking.path("expiresAt").asText()));
    narrator.add("invoice", booking.path("invoiceNumber").asText());
    narrator.add("pay at", booking.path("paymentUrl").asText());
    return Optional.of(booking);
  }

  private boolean pay(Visitor citizen, JsonNode booking) {
    citizen.pay(booking.path("invoiceNumber").asText()).require(202);
    narrator.tell("paying", "accepted by payment-app; the outcome comes by webhook");
    JsonNode after =
        citizen.awaitInHistory(booking.path("id").asText(), LIMIT, "CONFIRMED", "FAILED");
    if (after.path("status").asText().equals("FAILED")) {
      narrator.tell("failed", "the payment (simulated), trying the next seat");
      return false;
    }
    narrator.tell("paid", "and confirmed: booking " + after.path("id").asText());
    return true;
  }

  private void deliver(Visitor citizen, String bookingId) {
    String url = citizen.pdfUrl(bookingId);
    int size = Web.anonymous().get(url).require(200).body().length;
    narrator.tell(
        "ticket", "a PDF of %,d bytes, at this address for some minutes:".formatted(size));
    narrator.add("", url);
    Inbox.Mail mail =
        Patience.of(LIMIT)
            .until(
                "the mail",
                () -> citizen.mails(bookingId, "BOOKING_CONFIRMED").stream().findFirst());
    narrator.tell("mail", "\"%s\", with the PDF, in the inbox:".formatted(mail.subject()));
    narrator.add("", mail.url().replace("/api/messages/", "/messages/"));
  }
}
