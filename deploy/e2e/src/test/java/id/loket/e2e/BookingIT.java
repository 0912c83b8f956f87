package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A seat is booked, paid and delivered, through nothing but public HTTP and mails. */
class BookingIT {
  private final Town town = Town.get();

  @Test
  void aStrangerRegistersBooksPaysAndGetsTheTicketByMail() {
    Visitor siti = town.citizen("Siti Aminah");
    Venue venue = town.venue("Konser Senja", 2);

    JsonNode found =
        Web.anonymous()
            .get(town.addresses().ticket() + "/events?q=senja&limit=5")
            .require(200)
            .json();
    assertThat(found.path("items").findValuesAsText("id")).contains(venue.eventId());

    JsonNode booked = siti.book(venue.eventId(), venue.seat()).require(201).json();
    String id = booked.path("id").asText();
    String invoice = booked.path("invoiceNumber").asText();
    assertThat(booked.path("status").asText()).isEqualTo("PENDING_PAYMENT");
    assertThat(booked.path("paymentUrl").asText()).contains(invoice);

    Web.Answer page = Web.anonymous().get(booked.path("paymentUrl").asText()).require(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).contains("text/html");
    siti.pay(invoice, true).require(202);
    siti.awaitInHistory(id, LIMIT, "CONFIRMED");

    Paper ticket = new Paper(siti.pdf(id));
    assertThat(ticket.text()).contains("Konser Senja", "Balai Kota", "Siti Aminah", "150.000");
    assertThat(changes(siti, id)).containsExactly("PENDING_PAYMENT", "CONFIRMED");

    Inbox.Mail link = mail(siti, "Bayar kursi");
    assertThat(link.text()).contains(booked.path("paymentUrl").asText());
    Inbox.Mail confirmation = mail(siti, "Tiket Anda");
    Paper attached = new Paper(confirmation.attachment("application/pdf").orElseThrow());
    assertThat(attached.code()).isEqualTo(ticket.code());
    assertThat(seatStatus(venue.seat())).isEqualTo("BOOKED");
  }

  @Test
  void aTicketOpensTheDoorOnce() {
    Visitor budi = town.citizen("Budi");
    Venue venue = town.venue("Wayang Kulit", 1);
    String id = confirmed(budi, venue);
    String code = new Paper(budi.pdf(id)).code();
    String door = town.addresses().ticket() + "/tickets/check-in";

    JsonNode letIn =
        town.organiser().web().post(door, Web.object("code", code)).require(200).json();
    assertThat(letIn.path("bookingId").asText()).isEqualTo(id);
    assertThat(town.organiser().web().post(door, Web.object("code", code)).require(409).problem())
        .isEqualTo("ticket-already-used");
  }

  @Test
  void aFailedPaymentFreesTheSeatAndSendsANotice() {
    Visitor ani = town.citizen("Ani");
    Venue venue = town.venue("Pasar Malam", 1);
    JsonNode booked = ani.book(venue.eventId(), venue.seat()).require(201).json();
    String id = booked.path("id").asText();

    ani.pay(booked.path("invoiceNumber").asText(), false).require(202);

    JsonNode failed = ani.awaitInHistory(id, LIMIT, "FAILED");
    assertThat(failed.path("reason").asText()).isEqualTo("payment-failed");
    Inbox.Mail notice = mail(ani, "Pemesanan tidak berhasil");
    assertThat(new Paper(notice.attachment("application/pdf").orElseThrow()).text())
        .contains("Pembayaran gagal");
    assertThat(new Paper(ani.pdf(id)).text()).contains("Pemesanan tidak berhasil");
    assertThat(seatStatus(venue.seat())).isEqualTo("OPEN");
  }

  @Test
  void aRefusedHoldIsToldAtOnceAndKeptInTheHistory() {
    Visitor tono = town.citizen("Tono");
    Venue venue = town.venue("Lomba Perahu", 1);
    town.organiserRefuses(1, Duration.ZERO);
    Web.Answer refused;
    try {
      refused = tono.book(venue.eventId(), venue.seat());
    } finally {
      town.organiserRefuses(0, Duration.ZERO);
    }

    assertThat(refused.status()).isEqualTo(502);
    assertThat(refused.problem()).isEqualTo("hold-refused");
    String id = refused.json().path("booking").path("id").asText();
    tono.awaitInHistory(id, LIMIT, "FAILED");
    mail(tono, "Pemesanan tidak berhasil");
    assertThat(seatStatus(venue.seat())).isEqualTo("OPEN");
    assertThat(tono.book(venue.eventId(), venue.seat()).status()).isEqualTo(201);
  }

  @Test
  void whoCancelsIsRefundedAndTheNextInLineGetsTheSeatWithAMail() {
    Visitor first = town.citizen("Rina");
    Visitor second = town.citizen("Joko");
    Venue venue = town.venue("Gamelan Pagi", 1);
    String id = confirmed(first, venue);
    String invoice = first.inHistory(id).orElseThrow().path("invoiceNumber").asText();
    JsonNode queued = second.book(venue.eventId(), venue.seat()).require(202).json();
    assertThat(queued.path("position").asInt()).isEqualTo(1);

    first.cancel(id).require(200);

    first.awaitInHistory(id, LIMIT, "CANCELLED");
    String waiting = queued.path("id").asText();
    JsonNode offered = second.awaitInHistory(waiting, LIMIT, "PENDING_PAYMENT");
    assertThat(offered.path("promoted").asBoolean()).isTrue();
    assertThat(mail(second, "Giliran Anda").text()).contains(offered.path("paymentUrl").asText());
    Patience.of(LIMIT).until("the refund", () -> statusIs(first, invoice, "REFUNDED"));

    second.pay(offered.path("invoiceNumber").asText(), true).require(202);
    second.awaitInHistory(waiting, LIMIT, "CONFIRMED");
    assertThat(changes(second, waiting)).containsExactly("QUEUED", "PENDING_PAYMENT", "CONFIRMED");
    assertThat(seatStatus(venue.seat())).isEqualTo("BOOKED");
  }

  @Test
  void askingTwiceWithOneKeyBooksOnce() {
    Visitor dewi = town.citizen("Dewi");
    Venue venue = town.venue("Pameran", 1);

    JsonNode once = dewi.book(venue.eventId(), venue.seat(), "pesanan-1").require(201).json();
    Web.Answer again = dewi.book(venue.eventId(), venue.seat(), "pesanan-1").require(201);

    assertThat(again.json().path("id")).isEqualTo(once.path("id"));
    dewi.awaitInHistory(once.path("id").asText(), LIMIT, "PENDING_PAYMENT");
    assertThat(dewi.history()).hasSize(1);
  }

  private String confirmed(Visitor visitor, Venue venue) {
    JsonNode booked = visitor.book(venue.eventId(), venue.seat()).require(201).json();
    visitor.pay(booked.path("invoiceNumber").asText(), true).require(202);
    visitor.awaitInHistory(booked.path("id").asText(), LIMIT, "CONFIRMED");
    return booked.path("id").asText();
  }

  private Inbox.Mail mail(Visitor visitor, String subject) {
    return Patience.of(LIMIT)
        .until(
            "a mail '" + subject + "'",
            () -> town.inbox().find(visitor.email(), mail -> mail.subject().contains(subject)));
  }

  private String seatStatus(String seat) {
    return Web.anonymous()
        .get(town.addresses().ticket() + "/seats/" + seat)
        .require(200)
        .json()
        .path("status")
        .asText();
  }

  private static List<String> changes(Visitor visitor, String bookingId) {
    List<String> statuses = new ArrayList<>();
    visitor
        .read(bookingId)
        .require(200)
        .json()
        .path("changes")
        .forEach(change -> statuses.add(change.path("status").asText()));
    return statuses;
  }

  private java.util.Optional<JsonNode> statusIs(Visitor owner, String invoice, String status) {
    return java.util.Optional.of(
            owner
                .web()
                .get(town.addresses().payment() + "/invoices/" + invoice)
                .require(200)
                .json())
        .filter(json -> json.path("status").asText().equals(status));
  }
}
