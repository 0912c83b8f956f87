package id.loket.report.notice;

import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.tls.Authorities;
import id.loket.report.report.Channel;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.net.SocketAddress;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Base64;
import java.util.Map;

/**
 * Web Push: an encrypted message to the push service of a browser, which wakes the browser. The
 * service's address comes from the browser, so only those known are called, and nothing is read of
 * what they answer but the status.
 */
@Singleton
class WebPushCarrier implements Carrier {
  private static final int GONE = 410;
  private static final int NOT_FOUND = 404;
  private static final String A_DAY = "86400";

  private final SubscriptionStore store;
  private final OutboundAddresses addresses;
  private final Vapid vapid;
  private final TolerantJson json;
  private final NoticeConfig config;
  private final UpstreamCalls calls;

  WebPushCarrier(
      SubscriptionStore store,
      Subscriptions subscriptions,
      Vapid vapid,
      TolerantJson json,
      NoticeConfig config,
      Vertx vertx,
      Authorities authorities) {
    this.store = store;
    this.addresses = subscriptions.addresses();
    this.vapid = vapid;
    this.json = json;
    this.config = config;
    this.calls = new UpstreamCalls(vertx, authorities, "report-app", config.timeout());
  }

  @Override
  public Channel channel() {
    return Channel.WEB_PUSH;
  }

  @Override
  public Uni<Void> carry(Notice notice, Recipient recipient, NoticeText text) {
    return store
        .find(notice.subscription())
        .map(found -> found.orElseThrow(() -> new Undeliverable("browser-gone")))
        .chain(subscription -> send(notice, subscription, text));
  }

  private Uni<Void> send(Notice notice, Subscription subscription, NoticeText text) {
    URI endpoint = URI.create(subscription.endpoint());
    return addresses
        .resolve(endpoint)
        .onFailure(OutboundAddresses.NotAllowed.class)
        .transform(e -> new Undeliverable("push-service-not-allowed"))
        .chain(address -> post(notice, subscription, endpoint, address, message(notice, text)))
        .call(response -> forgetIfGone(subscription, response.statusCode()))
        .invoke(response -> ProviderCalls.requireTaken("web-push", response.statusCode()))
        .replaceWithVoid();
  }

  private String message(Notice notice, NoticeText text) {
    return json.write(
        Map.of(
            "id", notice.id().toString(),
            "title", text.subject(),
            "body", text.inShort(),
            "url", text.url().toString()));
  }

  private Uni<HttpResponse<Buffer>> post(
      Notice notice,
      Subscription subscription,
      URI endpoint,
      SocketAddress address,
      String message) {
    byte[] body =
        PushMessage.encrypt(
            message,
            PushKey.decode(Base64.getUrlDecoder().decode(subscription.p256dh())),
            Base64.getUrlDecoder().decode(subscription.auth()));
    RequestOptions options =
        new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(endpoint.toString());
    return calls.callForStatus(
        "web-push " + endpoint.getHost(),
        client ->
            client
                .request(HttpMethod.POST, address, options)
                .traceOperation("POST web-push")
                .timeout(config.timeout().toMillis())
                .putHeader("Authorization", vapid.authorization(endpoint))
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Encoding", "aes128gcm")
                .putHeader("TTL", A_DAY)
                // A newer notice about the same report takes the place of one not shown yet.
                .putHeader("Topic", topic(notice))
                .sendBuffer(Buffer.buffer(body)));
  }

  /** At most 32 characters of the base64url alphabet (RFC 8030). */
  private static String topic(Notice notice) {
    return notice.reportId().toString().replace("-", "");
  }

  private Uni<Void> forgetIfGone(Subscription subscription, int status) {
    return status == GONE || status == NOT_FOUND
        ? store.delete(subscription.id(), subscription.userId()).replaceWithVoid()
        : Uni.createFrom().voidItem();
  }
}
