package id.loket.ticket.payment;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.tls.Authorities;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Issues, voids and refunds invoices at payment-app (DESIGN §3). */
@Singleton
public class PaymentClient {
  private static final String PAYMENT_APP = "payment-app";
  private static final String REFUND_TOO_LARGE = "urn:loket:problem:refund-too-large";

  private final String url;
  private final Duration timeout;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final UpstreamCalls calls;

  PaymentClient(
      PaymentConfig config,
      ServiceTokens tokens,
      TolerantJson json,
      Vertx vertx,
      Authorities authorities) {
    this.url = config.url().replaceAll("/+$", "");
    this.timeout = config.timeout();
    this.tokens = tokens;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "ticket-app", timeout);
  }

  /**
   * Issues the invoice of a booking, or answers the one issued before; one that waits to be paid
   * can be paid until then from now on.
   *
   * @return fails when payment-app did not answer with an invoice, which does not mean there is
   *     none
   */
  public Uni<Invoice> issue(NewInvoice invoice) {
    return send(HttpMethod.POST, "/invoices", json.write(invoice))
        .map(
            response -> {
              if (response.statusCode() != 201 && response.statusCode() != 200) {
                throw unexpected(response);
              }
              return json.read(response.bodyAsString(), Invoice.class);
            });
  }

  /** The invoice of a booking whose number was never learnt. */
  public Uni<Optional<Invoice>> find(UUID bookingId) {
    return find("bookingId=" + bookingId);
  }

  /** The invoice of an order that nobody told of. */
  public Uni<Optional<Invoice>> findOfOrder(UUID orderId) {
    return find("orderId=" + orderId);
  }

  private Uni<Optional<Invoice>> find(String source) {
    return send(HttpMethod.GET, "/invoices?" + source, null)
        .map(
            response -> {
              if (response.statusCode() != 200) {
                throw unexpected(response);
              }
              return json.read(response.bodyAsString(), Invoices.class).items().stream()
                  .findFirst();
            });
  }

  /**
   * Makes an invoice impossible to pay.
   *
   * @return {@code VOID}, or the status that keeps it from being voided: {@code PROCESSING}, {@code
   *     PAID}, {@code FAILED} or {@code REFUNDED}
   */
  public Uni<String> makeVoid(String number) {
    return statusAfter("/invoices/" + number + "/void");
  }

  /**
   * Makes an invoice impossible to pay, if nobody has begun to, and tells how it stands then. May
   * be repeated.
   *
   * @return fails when payment-app did not answer
   */
  public Uni<Settlement> settle(String number) {
    return makeVoid(number).map(Settlement::of);
  }

  /**
   * Gives some of the money of a paid invoice back, once per key; all that is left when that is
   * less.
   *
   * @return {@code PAID} or, with the last of it, {@code REFUNDED}; or the status that keeps it
   *     from being refunded
   */
  public Uni<String> refund(String number, Money amount, String key) {
    return send(
            HttpMethod.POST,
            "/invoices/" + number + "/refunds",
            json.write(new NewRefund(amount)),
            Optional.of(key))
        .chain(
            response ->
                isTooLarge(response)
                    ? refund(number)
                    : Uni.createFrom().item(() -> statusOf(response)));
  }

  private boolean isTooLarge(HttpResponse<Buffer> response) {
    return response.statusCode() == 409
        && REFUND_TOO_LARGE.equals(json.read(response.bodyAsString(), Refusal.class).type());
  }

  /**
   * Gives the money of a paid invoice back: all that is left of it.
   *
   * @return {@code REFUNDED}, or the status that keeps it from being refunded
   */
  public Uni<String> refund(String number) {
    return statusAfter("/invoices/" + number + "/refunds");
  }

  private Uni<String> statusAfter(String path) {
    return send(HttpMethod.POST, path, null).map(this::statusOf);
  }

  /**
   * Whoever asks has the number from payment-app: that it knows no such invoice is no answer, but
   * perhaps a replica of the version before, to which it is not readable yet (adr/0044).
   */
  private String statusOf(HttpResponse<Buffer> response) {
    return switch (response.statusCode()) {
      case 200, 201, 202 -> json.read(response.bodyAsString(), Invoice.class).status();
      case 409 -> json.read(response.bodyAsString(), Refusal.class).invoiceStatus();
      default -> throw unexpected(response);
    };
  }

  private Uni<HttpResponse<Buffer>> send(HttpMethod method, String path, String body) {
    return send(method, path, body, Optional.empty());
  }

  private Uni<HttpResponse<Buffer>> send(
      HttpMethod method, String path, String body, Optional<String> idempotencyKey) {
    return calls.call(
        PAYMENT_APP,
        client -> {
          var request =
              client
                  .requestAbs(method, url + path)
                  .traceOperation(method.name() + " /invoices")
                  .timeout(timeout.toMillis())
                  .putHeader("Authorization", tokens.bearerFor(PAYMENT_APP));
          idempotencyKey.ifPresent(key -> request.putHeader("Idempotency-Key", "\"" + key + "\""));
          return body == null
              ? request.send()
              : request
                  .putHeader("Content-Type", "application/json")
                  .sendBuffer(Buffer.buffer(body));
        });
  }

  private static IllegalStateException unexpected(HttpResponse<Buffer> response) {
    return new IllegalStateException("payment-app answered " + response.statusCode());
  }

  /** A page of invoices. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Invoices(List<Invoice> items) {}

  /** The problem of an invoice whose status does not allow what was asked. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Refusal(String type, String invoiceStatus) {}

  /** Asks for some of the money of an invoice to be given back. */
  @RegisterForReflection // native: written with TolerantJson
  record NewRefund(Money amount) {}
}
