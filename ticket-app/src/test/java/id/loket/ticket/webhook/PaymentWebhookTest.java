package id.loket.ticket.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who may tell us of payments, and what a late or repeated word does. */
@TicketAppTest
class PaymentWebhookTest {
  private final Counter counter = new Counter();

  @Test
  void aWebhookWithABadSignatureIsRefused() {
    Counter.Booked booked = pending();
    String foreignSecret = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    String body = Counter.webhookBody("invoice.paid", booked.id(), booked.invoice());

    counter
        .webhook("msg_1", Instant.now(), body, foreignSecret)
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:webhook-signature"));
    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
  }

  @Test
  void anOldWebhookIsRefused() {
    Counter.Booked booked = pending();
    String body = Counter.webhookBody("invoice.paid", booked.id(), booked.invoice());

    counter
        .webhook("msg_2", Instant.now().minus(Duration.ofMinutes(6)), body, counter.webhookSecret())
        .then()
        .statusCode(401)
        .body("type", equalTo("urn:loket:problem:webhook-timestamp"));
  }

  @Test
  void aRepeatedWebhookDoesNothingAndIsAnsweredLikeTheFirst() {
    Counter.Booked booked = pending();
    PaymentStandIn.pay(booked.invoice());
    String id = "msg_" + UUID.randomUUID();

    counter.webhook(id, "invoice.paid", booked).then().statusCode(204);
    counter.cancel(booked).then().statusCode(200);
    counter.webhook(id, "invoice.paid", booked).then().statusCode(204);

    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
  }

  @Test
  void anUnknownBookingIsNotFoundSoThatTheSenderTriesAgain() {
    counter
        .webhook("invoice.paid", new Counter.Booked(null, UUID.randomUUID(), "INV-x"))
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:booking-not-found"));
  }

  @Test
  void anotherInvoiceDoesNotConfirmABooking() {
    Counter.Booked booked = pending();

    counter
        .webhook("invoice.paid", new Counter.Booked(booked.user(), booked.id(), "INV-other"))
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:invoice-mismatch"));
    assertThat(counter.statusOf(booked.id())).isEqualTo("PENDING_PAYMENT");
  }

  @Test
  void aPaymentAfterCancellationIsRefunded() {
    Counter.Booked booked = pending();
    PaymentStandIn.process(booked.invoice());
    counter.cancel(booked).then().statusCode(200);
    PaymentStandIn.pay(booked.invoice());

    counter.webhook("invoice.paid", booked).then().statusCode(204);

    counter.awaitInvoice(booked.id(), "REFUNDED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("CANCELLED");
  }

  @Test
  void aPaymentForABookingThatAlreadyFailedIsRefunded() {
    Counter.Booked booked = pending();
    counter.webhook("invoice.failed", booked).then().statusCode(204);
    PaymentStandIn.pay(booked.invoice());

    counter.webhook("invoice.paid", booked).then().statusCode(204);

    counter.awaitInvoice(booked.id(), "REFUNDED");
    assertThat(counter.statusOf(booked.id())).isEqualTo("FAILED");
  }

  @Test
  void aPaymentOvertakenByTheVoidIsRefundedEvenWithoutAWebhook() {
    Counter.Booked booked = pending();
    PaymentStandIn.pay(booked.invoice());

    counter.cancel(booked).then().statusCode(200);

    counter.awaitInvoice(booked.id(), "REFUNDED");
  }

  @Test
  void garbageIsAProblemNotAnError() {
    counter
        .webhook("msg_3", Instant.now(), "{\"type\":", counter.webhookSecret())
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:malformed-json"));
    counter
        .webhook("msg_4", Instant.now(), "{}", counter.webhookSecret())
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("type"));
  }

  private Counter.Booked pending() {
    UUID event = counter.event();
    return counter.pending(event, counter.seat(event));
  }
}
