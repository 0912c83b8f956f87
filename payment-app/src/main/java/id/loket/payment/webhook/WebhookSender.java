package id.loket.payment.webhook;

import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes one attempt to deliver: signed, without following redirects, to the very address that was
 * checked, and never waiting longer than the attempt's timeout. The receiver's answer is read no
 * further than its status and headers say.
 */
@Singleton
class WebhookSender {
  private static final int CONNECTIONS_PER_RECEIVER = 64;
  private static final int CONNECT_TIMEOUT_MILLIS = 5000;
  private static final int IDLE_SECONDS = 60;
  private static final int MOST_HEADER_BYTES = 16 * 1024;
  private static final int MOST_BODY_BYTES = 64 * 1024;

  private final HttpClient client;
  private final WebhookConfig config;
  private final OutboundAddresses addresses;

  WebhookSender(
      Vertx vertx, Authorities authorities, WebhookConfig config, OutboundAddresses addresses) {
    this.config = config;
    this.addresses = addresses;
    this.client =
        vertx.createHttpClient(
            authorities
                .believedBy(new HttpClientOptions())
                .setMaxPoolSize(CONNECTIONS_PER_RECEIVER)
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setReadIdleTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setDecompressionSupported(false));
  }

  /** Sends an event to a receiver; never fails. */
  Uni<Answer> send(Endpoint endpoint, Delivery delivery, String body) {
    return request(endpoint)
        .chain(options -> exchange(options, endpoint, delivery, body))
        .ifNoItem()
        .after(config.attemptTimeout())
        .fail()
        .onFailure()
        .recoverWithItem(WebhookSender::noAnswer);
  }

  /** The configured receiver is the operator's word; others are checked at every attempt. */
  private Uni<RequestOptions> request(Endpoint endpoint) {
    return endpoint.isConfigured()
        ? Uni.createFrom().item(() -> optionsFor(endpoint))
        : addresses
            .resolve(endpoint.url())
            .map(address -> optionsFor(endpoint).setServer(address.getDelegate()));
  }

  private static RequestOptions optionsFor(Endpoint endpoint) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(endpoint.url().toString())
        .setTraceOperation("POST webhook")
        .setFollowRedirects(false);
  }

  private Uni<Answer> exchange(
      RequestOptions options, Endpoint endpoint, Delivery delivery, String body) {
    Instant now = Instant.now();
    String id = delivery.eventId().toString();
    options
        .putHeader("Content-Type", "application/json")
        .putHeader("User-Agent", "Loket-Webhooks/1.0")
        .putHeader("webhook-id", id)
        .putHeader("webhook-timestamp", String.valueOf(now.getEpochSecond()))
        .putHeader("webhook-signature", Signature.of(id, now, body, endpoint.secrets()));
    return client.request(options).chain(request -> exchange(request, body));
  }

  private static Uni<Answer> exchange(HttpClientRequest request, String body) {
    return request
        .send(body)
        .map(WebhookSender::read)
        .onCancellation()
        .invoke(() -> request.reset());
  }

  private static Answer read(HttpClientResponse response) {
    Answer answer = new Answer.Status(response.statusCode(), response.getHeader("Retry-After"));
    drain(response);
    return answer;
  }

  /** Short answers are read to the end, so that the connection can be used again; long ones not. */
  private static void drain(HttpClientResponse response) {
    AtomicInteger read = new AtomicInteger();
    response.handler(
        part -> {
          if (read.addAndGet(part.length()) > MOST_BODY_BYTES) {
            response.request().reset();
          }
        });
    response.exceptionHandler(cut -> {});
  }

  private static Answer noAnswer(Throwable failure) {
    return new Answer.None(
        switch (failure) {
          case TimeoutException late -> "timeout";
          case OutboundAddresses.NotAllowed refused -> "address-not-allowed";
          default -> "unreachable";
        });
  }
}
