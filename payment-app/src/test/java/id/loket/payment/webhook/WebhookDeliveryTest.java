package id.loket.payment.webhook;

import static id.loket.payment.testing.Api.asAdmin;
import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.asUser;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.id.Ids;
import id.loket.kit.tls.Authorities;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.InvoiceNumber;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.testing.Receiver;
import id.loket.payment.testing.Receiver.Hook;
import id.loket.payment.testing.Receiver.Reply;
import id.loket.payment.testing.Servers;
import id.loket.payment.webhook.WebhookQueue.Claim;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class WebhookDeliveryTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String PAID = "invoice.paid";

  @Inject WebhookQueue queue;
  @Inject Pauses pauses;
  @Inject Authorities authorities;
  @Inject DeliveryStore store;
  @Inject Deliveries deliveries;
  @Inject Invoices invoices;
  @Inject WebhookConfig config;
  @Inject Vertx vertx;
  @Inject Cassandra cassandra;
  @Inject ReactiveRedisDataSource redis;

  private final List<String> added = new ArrayList<>();
  private final List<Receiver> started = new ArrayList<>();

  @AfterEach
  void removeReceivers() {
    added.forEach(id -> asAdmin().delete("/webhooks/endpoints/{id}", id));
    started.forEach(Receiver::close);
  }

  @Test
  void aWebhookIsSignedAsStandardWebhooksSays() {
    String number = issue();
    paid(number);

    Hook hook = firstHook(Servers.receiver(), number);
    Instant at = Instant.ofEpochSecond(Long.parseLong(hook.headers().get("webhook-timestamp")));
    assertEquals(
        Signature.of(hook.id(), at, hook.body(), List.of(WebhookSecret.parse(Servers.SECRET))),
        hook.headers().get("webhook-signature"));
    assertEquals("application/json", hook.headers().get("content-type"));
    assertTrue(Duration.between(at, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
    assertTrue(hook.body().length() < 20_000);
    assertEquals(number, hook.invoiceNumber());
    assertEquals(PAID, hook.type());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 500, 503, 301, 304})
  void onlyASuccessIsDelivered(int status) {
    String number = issue();
    Servers.receiver().answering(number, hook -> Reply.of(hook.nth() == 1 ? status : 204));
    paid(number);

    eventually().until(() -> Servers.receiver().hooksOf(number).size() == 2);
    List<Hook> hooks = Servers.receiver().hooksOf(number);
    assertEquals(hooks.get(0).id(), hooks.get(1).id(), "the id is stable over retries");
    assertEquals(hooks.get(0).body(), hooks.get(1).body(), "and so is the body");
    eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
    assertEquals(2, only(number).attempts());
  }

  @Test
  void redirectsAreNotFollowed() {
    Receiver elsewhere = receiver();
    String number = issue();
    Servers.receiver()
        .answering(
            number,
            hook ->
                hook.nth() == 1
                    ? Reply.of(307, "Location", elsewhere.url().toString())
                    : Reply.of(204));
    paid(number);

    eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
    assertTrue(elsewhere.hooks().isEmpty());
  }

  @Test
  void aDeliveryThatNeverSucceedsIsDeadWithItsReasonAndCanBeReplayed() {
    String number = issue();
    Servers.receiver().answering(number, hook -> Reply.of(404));
    paid(number);

    eventually().until(() -> only(number).state() == DeliveryState.DEAD);
    Delivery dead = only(number);
    assertEquals("attempts-exhausted: status-404", dead.reason());
    assertEquals(5, dead.attempts());
    assertEquals(5, Servers.receiver().hooksOf(number).size());
    assertTrue(listed("dead").contains(dead.id().toString()));

    Servers.receiver().answering(number, hook -> Reply.of(204));
    asAdmin()
        .post("/webhooks/deliveries/{id}/replay", dead.id())
        .then()
        .statusCode(202)
        .body("state", equalTo("pending"));

    eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
    Set<String> ids =
        Set.copyOf(Servers.receiver().hooksOf(number).stream().map(Hook::id).toList());
    assertEquals(1, ids.size(), "replayed under the same webhook id");
    assertFalse(listed("dead").contains(dead.id().toString()));
    asAdmin()
        .post("/webhooks/deliveries/{id}/replay", dead.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:delivery-not-replayable"));
  }

  @Test
  void aReceiverThatHangsDelaysOnlyItsOwnDeliveries() {
    Receiver hanging = receiver().answering(hook -> Reply.never());
    add(hanging, PAID);
    Receiver healthy = receiver();
    add(healthy, PAID);

    // more than the hanging receiver has room for
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < 3 * config.perReceiver(); i++) {
      String number = issue();
      paid(number);
      numbers.add(number);
    }

    eventually()
        .until(() -> numbers.stream().noneMatch(number -> healthy.hooksOf(number).isEmpty()));
    eventually()
        .until(() -> numbers.stream().noneMatch(n -> Servers.receiver().hooksOf(n).isEmpty()));
    boolean hangingIsStillBehind =
        numbers.stream().anyMatch(number -> hanging.hooksOf(number).isEmpty());
    assertTrue(hangingIsStillBehind);
  }

  @Test
  void theNextEventOfABookingWaitsForTheFormer() {
    Receiver slow = receiver();
    slow.answering(hook -> Reply.of(hook.type().equals(PAID) && hook.nth() < 4 ? 500 : 204));
    add(slow, PAID, "invoice.refunded");
    String number = issue();
    paid(number);
    asTicketApp().post("/invoices/{n}/refunds", number).then().statusCode(200);

    eventually().until(() -> slow.hooksOf(number).size() == 5);

    assertEquals(
        List.of(PAID, PAID, PAID, PAID, "invoice.refunded"),
        slow.hooksOf(number).stream().map(Hook::type).toList());
  }

  @Test
  void theNextEventIsSentOnceTheFormerIsDead() {
    Receiver choosy = receiver();
    choosy.answering(hook -> Reply.of(hook.type().equals(PAID) ? 500 : 204));
    add(choosy, PAID, "invoice.refunded");
    String number = issue();
    paid(number);
    asTicketApp().post("/invoices/{n}/refunds", number).then().statusCode(200);

    eventually()
        .until(
            () ->
                choosy.hooksOf(number).stream()
                    .anyMatch(hook -> hook.type().equals("invoice.refunded")));
    assertEquals(5, choosy.hooksOf(number).stream().filter(h -> h.type().equals(PAID)).count());
  }

  @Test
  void aReceiverThatIsGoneIsDisabledAndCanBeEnabledAgain() {
    Receiver gone = receiver().answering(hook -> Reply.of(410));
    String endpoint = add(gone, PAID);
    String number = issue();
    paid(number);

    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DEAD);
    assertEquals("gone", of(number, endpoint).reason());
    asAdmin()
        .get("/webhooks/endpoints")
        .then()
        .body("items.find{it.id=='" + endpoint + "'}.enabled", equalTo(false))
        .body("items.find{it.id=='" + endpoint + "'}.disabledReason", equalTo("gone"));
    String later = issue();
    paid(later);
    eventually().until(() -> !Servers.receiver().hooksOf(later).isEmpty());
    assertTrue(gone.hooksOf(later).isEmpty(), "nothing is owed to a disabled receiver");

    asAdmin().post("/webhooks/endpoints/{id}/enable", endpoint).then().statusCode(200);
    gone.answering(hook -> Reply.of(204));
    asAdmin()
        .post("/webhooks/deliveries/{id}/replay", of(number, endpoint).id())
        .then()
        .statusCode(202);
    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DELIVERED);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void retryAfterIsHonouredForTheWholeReceiver(int status) {
    Receiver busy = receiver();
    Set<String> refused = new HashSet<>();
    busy.answering(
        hook ->
            refused.isEmpty() && refused.add(hook.id())
                ? Reply.of(status, "Retry-After", "2")
                : Reply.of(204));
    String endpoint = add(busy, PAID);
    String first = issue();
    paid(first);
    Instant answered = firstHook(busy, first).at();
    String second = issue();
    paid(second);

    eventually().until(() -> of(first, endpoint).state() == DeliveryState.DELIVERED);
    eventually().until(() -> of(second, endpoint).state() == DeliveryState.DELIVERED);

    Duration untilRetry = Duration.between(answered, busy.hooksOf(first).get(1).at());
    Duration untilOther = Duration.between(answered, firstHook(busy, second).at());
    assertTrue(untilRetry.toMillis() >= 1900, untilRetry.toString());
    assertTrue(untilOther.toMillis() >= 1900, untilOther.toString());
  }

  @Test
  void aDeliveryWhoseWorkerWasKilledIsTakenUpAgain() {
    Receiver receiver = receiver();
    UUID endpoint = UUID.fromString(add(receiver, PAID));
    pauses
        .pause(endpoint, Duration.ofMinutes(1))
        .await()
        .atMost(LIMIT); // no other worker is faster
    String number = issue();
    paid(number);
    eventually().until(() -> queue.depth(endpoint).await().atMost(LIMIT) == 1);
    redis.execute("DEL", "{loket:webhook}:paused:" + endpoint).await().atMost(LIMIT);

    // A worker claims it and is killed. Should a living one be faster, it has been delivered
    // anyway.
    List<Claim> claims =
        queue.claim(endpoint, 1, Instant.now(), config.lease()).await().atMost(LIMIT).all();

    eventually().until(() -> of(number, endpoint.toString()).state() == DeliveryState.DELIVERED);
    if (!claims.isEmpty()) {
      Instant leaseEnd = Instant.ofEpochMilli(claims.getFirst().leaseEnd());
      assertFalse(firstHook(receiver, number).at().isBefore(leaseEnd));
    }
  }

  @Test
  void anEmptiedQueueIsFilledAgain() {
    Receiver receiver = receiver();
    UUID endpoint = UUID.fromString(add(receiver, PAID));
    pauses.pause(endpoint, Duration.ofMinutes(5)).await().atMost(LIMIT);
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String number = issue();
      paid(number);
      numbers.add(number);
    }
    eventually().until(() -> queue.depth(endpoint).await().atMost(LIMIT) == 5);

    redis.flushall().await().atMost(LIMIT); // the pause is lost too

    eventually().until(() -> numbers.stream().noneMatch(n -> receiver.hooksOf(n).isEmpty()));
  }

  @Test
  void anEmptiedQueueIsFilledWithFewCalls() {
    Receiver receiver = receiver();
    UUID endpoint = UUID.fromString(add(receiver, PAID));
    List<Delivery> many = new ArrayList<>();
    for (int n = 0; n < 1000; n++) {
      many.add(
          Delivery.first(
              Ids.next(),
              "INV-" + n,
              endpoint,
              Ids.next(),
              PAID,
              1,
              Instant.now().plusSeconds(900),
              true));
    }
    long before = scriptsRun();

    queue.enqueueAll(many).await().atMost(LIMIT);

    assertEquals(1000, queue.depth(endpoint).await().atMost(LIMIT));
    assertTrue(scriptsRun() - before < 200, "one call per hundred, and what lanes do meanwhile");
  }

  @Test
  void aScriptIsSentOnceAndNamedByItsDigestAfterwards() {
    UUID endpoint = Ids.next();
    Delivery delivery =
        Delivery.first(Ids.next(), "INV", endpoint, Ids.next(), PAID, 1, Instant.now(), true);
    redis.execute("SCRIPT", "FLUSH").await().atMost(LIMIT);
    queue.enqueue(delivery).await().atMost(LIMIT); // Redis does not know it: sent as text
    assertEquals(1, queue.depth(endpoint).await().atMost(LIMIT));
    eventually().until(() -> everyScriptIsKnown());
    long sent = calls("eval");

    for (int n = 0; n < 20; n++) {
      queue.enqueue(delivery).await().atMost(LIMIT);
    }

    assertEquals(sent, calls("eval"));
  }

  /** Those lanes run all the time; the two that end a delivery are run by none here. */
  private boolean everyScriptIsKnown() {
    long before = calls("evalsha");
    long sent = calls("eval");
    eventually().until(() -> calls("evalsha") > before + 2);
    return calls("eval") == sent;
  }

  private long scriptsRun() {
    return calls("eval") + calls("evalsha");
  }

  private long calls(String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(redis.execute("INFO", "commandstats").await().atMost(LIMIT).toString());
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }

  @Test
  void aDeliveryWrittenButNeverQueuedIsSent() {
    String number = issue();
    // The status is written with its delivery, and the process is killed before it queues it: so it
    // looks in Cassandra when the queue lost it and nobody says so.
    Servers.receiver().answering(number, hook -> Reply.of(hook.nth() == 1 ? 500 : 204));
    UUID attempt = Ids.next();
    InvoiceNumber invoice = new InvoiceNumber(number);
    Invoice paying = invoices.startPayment(invoice, attempt, null).await().atMost(LIMIT);
    invoices.paymentSucceeded(paying, attempt).await().atMost(LIMIT);
    eventually().until(() -> only(number).attempts() == 1);
    redis
        .execute(
            "ZREM", "{loket:webhook}:due:" + Endpoints.CONFIGURED, number + "/" + only(number).id())
        .await()
        .atMost(LIMIT);

    eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
  }

  @Test
  void whatAReceiverHasIsDeliveredWhateverALateWorkerWrites() {
    String number = issue();
    paid(number);
    eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
    Delivery delivered = only(number);
    // A worker that held it at the same time, and got no answer.
    Delivery held =
        Delivery.first(
            delivered.id(),
            number,
            delivered.endpointId(),
            delivered.eventId(),
            PAID,
            2,
            delivered.createdAt(),
            true);
    store.update(held, held.dead("timeout", null, 5, Instant.now())).await().atMost(LIMIT);

    assertEquals(DeliveryState.DELIVERED, only(number).state());
    assertEquals(delivered.settledAt(), only(number).settledAt());
    assertFalse(listed("dead").contains(delivered.id().toString()));
    asAdmin().post("/webhooks/deliveries/{id}/replay", delivered.id()).then().statusCode(409);
  }

  @Test
  void aDeliveryThatWasWrittenWithTheIssueIsRetriedAndGivenUpLikeOthers() {
    Receiver choosy = receiver().answering(hook -> Reply.of(hook.nth() < 3 ? 500 : 404));
    String endpoint = add(choosy, "invoice.issued", PAID);
    String number = issue();

    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DEAD);
    assertEquals("attempts-exhausted: status-404", of(number, endpoint).reason());
    assertEquals(5, choosy.hooksOf(number).size());
    choosy.answering(hook -> Reply.of(204));
    asAdmin()
        .post("/webhooks/deliveries/{id}/replay", of(number, endpoint).id())
        .then()
        .statusCode(202);
    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DELIVERED);
  }

  @Test
  void aReceiverIsAddedWithASecretShownOnce() {
    Receiver receiver = receiver();
    JsonPath made =
        asAdmin()
            .body(Map.of("url", receiver.url().toString(), "eventTypes", List.of("invoice.issued")))
            .post("/webhooks/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    added.add(made.getString("id"));
    asAdmin().get("/webhooks/endpoints").then().body("items.secret", everyItem(nullValue()));
    String stored =
        cassandra
            .rows("select secret from {keyspace}.webhook_endpoint where realm = ?", "all")
            .await()
            .atMost(LIMIT)
            .stream()
            .map(row -> row.getString("secret"))
            .collect(Collectors.joining(" "));
    assertTrue(stored.contains("sealed:"), stored);
    assertFalse(stored.contains("whsec_"), "secrets lie encrypted");

    String number = issue();

    Hook hook = firstHook(receiver, number);
    assertEquals("invoice.issued", hook.type());
    Instant at = Instant.ofEpochSecond(Long.parseLong(hook.headers().get("webhook-timestamp")));
    assertEquals(
        Signature.of(
            hook.id(), at, hook.body(), List.of(WebhookSecret.parse(made.getString("secret")))),
        hook.headers().get("webhook-signature"));
  }

  @Test
  void anExchangedSecretSignsBesideTheOldOne() {
    Receiver receiver = receiver();
    String id = add(receiver, PAID);
    String secret =
        asAdmin()
            .post("/webhooks/endpoints/{id}/secret", id)
            .then()
            .statusCode(200)
            .extract()
            .path("secret");
    String number = issue();
    paid(number);

    Hook hook = firstHook(receiver, number);
    Instant at = Instant.ofEpochSecond(Long.parseLong(hook.headers().get("webhook-timestamp")));
    String[] signatures = hook.headers().get("webhook-signature").split(" ");
    assertEquals(2, signatures.length);
    assertEquals(
        Signature.of(hook.id(), at, hook.body(), List.of(WebhookSecret.parse(secret))),
        signatures[0]);
  }

  @Test
  void whatIsOwedToARemovedReceiverIsDeadAndSeen() {
    Receiver failing = receiver().answering(hook -> Reply.of(503, "Retry-After", "3600"));
    String endpoint = add(failing, PAID);
    String number = issue();
    paid(number);
    eventually().until(() -> of(number, endpoint).attempts() == 1);

    asAdmin().delete("/webhooks/endpoints/{id}", endpoint).then().statusCode(204);
    redis.flushall().await().atMost(LIMIT); // the receiver's pause ends
    Delivery owed = of(number, endpoint);
    assertEquals(DeliveryState.PENDING, owed.state(), "waiting for its next try");
    assertTrue(listed("pending").contains(owed.id().toString()));

    store.update(owed, owed.replayed(Instant.now())).await().atMost(LIMIT); // its time has come
    redis.flushall().await().atMost(LIMIT);

    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DEAD);
    assertEquals("endpoint-removed", of(number, endpoint).reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/hooks",
        "https://127.0.0.1/hooks",
        "https://localhost/hooks",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0x7f000001/",
        "http://example.org/",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "file:///etc/passwd"
      })
  void inProductionReceiversArePublicOrRefused(String url) {
    OutboundAddresses strict = new OutboundAddresses(Set.of(), false);
    Receiver inside = receiver();
    WebhookSender sender = new WebhookSender(vertx, authorities, config, strict);
    URI target = url.contains(":1/") ? inside.url() : URI.create(url);
    Endpoint endpoint =
        new Endpoint(
            Ids.next(),
            target,
            Set.of(PAID),
            List.of(WebhookSecret.parse(Servers.SECRET)),
            false,
            null,
            null,
            Instant.now());
    Delivery delivery =
        Delivery.first(Ids.next(), "INV", endpoint.id(), Ids.next(), PAID, 1, Instant.now(), true);

    Answer answer = sender.send(endpoint, delivery, "{}").await().atMost(LIMIT);

    assertTrue(
        answer.equals(new Answer.None("address-not-allowed"))
            || answer.equals(new Answer.None("unreachable")),
        answer.toString());
    assertTrue(inside.hooks().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "nonsense",
        "//x",
        "https://a b"
      })
  void aUrlThatMayNotBeCalledIsRefused(String url) {
    asAdmin()
        .body(Map.of("url", url, "eventTypes", List.of(PAID)))
        .post("/webhooks/endpoints")
        .then()
        .statusCode(400)
        .body("errors.field", contains("url"));
  }

  @Test
  void anUnknownEventTypeIsRefused() {
    asAdmin()
        .body(Map.of("url", "http://127.0.0.1:1/", "eventTypes", List.of("invoice.eaten")))
        .post("/webhooks/endpoints")
        .then()
        .statusCode(400)
        .body("errors.field", contains("eventTypes"));
  }

  @Test
  void theConfiguredReceiverIsNotChangedOverHttp() {
    asAdmin()
        .delete("/webhooks/endpoints/{id}", Endpoints.CONFIGURED)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:endpoint-is-configured"));
    asAdmin().delete("/webhooks/endpoints/{id}", Ids.next()).then().statusCode(404);
  }

  @Test
  void onlyAdminsSeeAndChangeWebhooks() {
    asUser(Ids.next()).get("/webhooks/endpoints").then().statusCode(403);
    asTicketApp().get("/webhooks/endpoints").then().statusCode(403);
    asUser(Ids.next()).get("/webhooks/deliveries").then().statusCode(403);
    asTicketApp().post("/webhooks/deliveries/{id}/replay", Ids.next()).then().statusCode(403);
    asAdmin().post("/webhooks/deliveries/{id}/replay", Ids.next()).then().statusCode(404);
  }

  @Test
  void deliveriesAreListedPageByPage() {
    for (int i = 0; i < 5; i++) {
      String number = issue();
      paid(number);
      eventually().until(() -> only(number).state() == DeliveryState.DELIVERED);
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      JsonPath page = page("delivered", 2, cursor);
      seen.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);

    assertTrue(seen.size() >= 5);
    assertEquals(seen.size(), Set.copyOf(seen).size());
  }

  @Test
  void whatIsOwedIsListedOnceBeforeAndAfterItsFirstAttemptAndWhenItIsOverdue() {
    Receiver away = receiver();
    String endpoint = add(away, PAID);
    pauses.pause(UUID.fromString(endpoint), Duration.ofMinutes(5)).await().atMost(LIMIT);
    String number = issue();
    paid(number);
    String id = of(number, endpoint).id().toString();

    eventually().until(() -> listed("pending").stream().filter(id::equals).count() == 1);
    eventually().until(() -> of(number, endpoint).lookAt() != null);
    eventually().until(() -> listed("pending").stream().filter(id::equals).count() == 1);

    redis.execute("DEL", "{loket:webhook}:paused:" + endpoint).await().atMost(LIMIT);
    eventually().until(() -> of(number, endpoint).state() == DeliveryState.DELIVERED);
    assertFalse(listed("pending").contains(id));
    assertEquals(1, listed("delivered").stream().filter(id::equals).count());
  }

  @Test
  void garbageInTheListsQueryIsRefused() {
    asAdmin()
        .get("/webhooks/deliveries?cursor=garbage")
        .then()
        .statusCode(400)
        .body("type", equalTo("urn:loket:problem:invalid-cursor"));
    for (String query : List.of("limit=0", "limit=100000", "limit=x", "state=lost")) {
      asAdmin()
          .get("/webhooks/deliveries?" + query)
          .then()
          .statusCode(400)
          .body("errors", not(empty()));
    }
  }

  private Receiver receiver() {
    Receiver receiver = Receiver.start();
    started.add(receiver);
    return receiver;
  }

  private String add(Receiver receiver, String... types) {
    String id =
        asAdmin()
            .body(Map.of("url", receiver.url().toString(), "eventTypes", List.of(types)))
            .post("/webhooks/endpoints")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    added.add(id);
    return id;
  }

  private static Hook firstHook(Receiver receiver, String number) {
    eventually().until(() -> !receiver.hooksOf(number).isEmpty());
    return receiver.hooksOf(number).getFirst();
  }

  private Delivery only(String number) {
    return of(number, Endpoints.CONFIGURED.toString());
  }

  private Delivery of(String number, String endpoint) {
    Optional<Delivery> found =
        store.owed(number).await().atMost(LIMIT).deliveries().stream()
            .filter(delivery -> delivery.endpointId().toString().equals(endpoint))
            .findFirst();
    return found.orElseThrow();
  }

  private static List<String> listed(String state) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      JsonPath page = page(state, 250, cursor);
      ids.addAll(page.getList("items.id"));
      cursor = page.getString("next");
    } while (cursor != null);
    return ids;
  }

  private static JsonPath page(String state, int limit, String cursor) {
    var request = asAdmin().queryParam("state", state).queryParam("limit", limit);
    if (cursor != null) {
      request.queryParam("cursor", cursor);
    }
    return request.get("/webhooks/deliveries").then().statusCode(200).extract().jsonPath();
  }
}
