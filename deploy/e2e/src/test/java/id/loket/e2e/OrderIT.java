package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Shop;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Orders through all services, as somebody who uses them and as those who run them see it. */
class OrderIT {
  private static final List<String> TIMES =
      List.of(
          "time_order_service",
          "time_invoice_service",
          "time_fulfilment_service",
          "time_forecasting_service",
          "time_logistic_service");

  private final Town town = Town.get();
  private final String ticket = town.addresses().ticket();
  private final Shop shop = Shop.open(town.organiser().signIn(), town.addresses());

  @Test
  void anOrderRunsThroughAllServicesAndOneMoreMayListen() throws Exception {
    Visitor sari = town.citizen("Sari");
    shop.stock("Kaus", 10);
    shop.price("Kaus", 75_000);
    try (SixthListener sixth = new SixthListener("order.*", "fulfilment.completed")) {
      String id = order(sari, "Kaus", 2);
      JsonNode done = awaitTimes(sari, id);

      assertThat(done.path("total").path("amount").asLong()).isEqualTo(150_000);
      awaitMail(sari.email(), "Pesanan Anda sedang disiapkan");
      sari.pay(done.path("invoiceNumber").asText(), true).require(202);
      awaitStatus(sari, id, "PAID");
      awaitMail(sari.email(), "Pesanan Anda dalam perjalanan");
      assertThat(shop.left("Kaus")).contains(8L);
      Patience.of(LIMIT)
          .until(
              "two shirts off the shelf",
              () -> Optional.of(shop.onHand("Kaus")).filter(n -> n == 8));
      assertThat(sixth.heard(id, 3))
          .contains("order.created", "fulfilment.completed", "order.paid");
      JsonNode deliveries =
          sari.web()
              .get(town.addresses().client() + "/users/" + sari.id() + "/deliveries")
              .require(200)
              .json();
      assertThat(deliveries.path("items").get(0).path("orderId").asText()).isEqualTo(id);
    }
  }

  @Test
  void aFailedPaymentGivesEverythingBack() {
    Visitor budi = town.citizen("Budi");
    shop.stock("Topi", 3);
    shop.price("Topi", 40_000);
    String id = order(budi, "Topi", 3);
    assertThat(shop.left("Topi")).contains(0L);
    assertThat(shop.order(budi, "Topi", 1).require(409).problem()).isEqualTo("out-of-stock");
    JsonNode done = awaitTimes(budi, id);

    budi.pay(done.path("invoiceNumber").asText(), false).require(202);

    awaitStatus(budi, id, "CANCELLED");
    assertThat(shop.left("Topi")).contains(3L);
    awaitMail(budi.email(), "Pesanan Anda dibatalkan");
  }

  @Test
  void aSeatAndAShirtArePaidOnOneInvoice() {
    Visitor dewi = town.citizen("Dewi");
    Venue venue = town.venue("Konser dengan kaus", 1);
    shop.stock("Kaus konser", 4);
    shop.price("Kaus konser", 75_000);
    JsonNode booked = dewi.book(venue.eventId(), venue.seat()).require(201).json();
    String booking = booked.path("id").asText();

    String id = orderWith(dewi, booking, "Kaus konser", 2);
    JsonNode billed = awaitTimes(dewi, id);

    assertThat(billed.path("total").path("amount").asLong()).isEqualTo(300_000);
    String own = booked.path("invoiceNumber").asText();
    assertThat(dewi.pay(own, true).require(409).problem()).isEqualTo("invoice-void");
    assertThat(dewi.cancel(booking).require(409).problem()).isEqualTo("booking-in-order");
    awaitMail(dewi.email(), "Bayar pesanan dengan kursi");
    dewi.pay(billed.path("invoiceNumber").asText(), true).require(202);
    awaitStatus(dewi, id, "PAID");
    dewi.awaitInHistory(booking, LIMIT, "CONFIRMED");
    assertThat(new String(dewi.pdf(booking), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
    Patience.of(LIMIT)
        .until(
            "the mail with the ticket",
            () -> dewi.mails(booking, "BOOKING_CONFIRMED").stream().findFirst());
    awaitMail(dewi.email(), "Pesanan Anda dalam perjalanan");
    assertThat(shop.left("Kaus konser")).contains(2L);

    // What is on its way is not called off; should an administrator give the money back, the seat
    // ends.
    assertThat(dewi.web().delete(ticket + "/orders/" + id).require(409).problem())
        .isEqualTo("order-not-cancellable");
    Visitor.sample(town.addresses(), "admin")
        .web()
        .post(
            town.addresses().payment()
                + "/invoices/"
                + billed.path("invoiceNumber").asText()
                + "/refunds",
            Web.object())
        .require(200);
    dewi.awaitInHistory(booking, LIMIT, "CANCELLED");
    awaitInvoice(dewi, billed.path("invoiceNumber").asText(), "REFUNDED");
    assertThat(shop.left("Kaus konser")).contains(2L);
  }

  @Test
  void aDeclinedPaymentGivesTheSeatToTheNextInLineAndTheShirtBack() {
    Visitor eka = town.citizen("Eka");
    Visitor fitri = town.citizen("Fitri");
    Venue venue = town.venue("Konser yang ditolak", 1);
    shop.stock("Kaus ditolak", 1);
    shop.price("Kaus ditolak", 75_000);
    JsonNode booked = eka.book(venue.eventId(), venue.seat()).require(201).json();
    String booking = booked.path("id").asText();
    String waiting =
        fitri.book(venue.eventId(), venue.seat()).require(202).json().path("id").asText();
    town.services().kill(LoketService.PAYMENT_APP);
    String id;
    try {
      id = orderWith(eka, booking, "Kaus ditolak", 1);
      assertThat(look(eka, id).path("time_invoice_service").isNull()).isTrue();
    } finally {
      town.services().restart(LoketService.PAYMENT_APP);
    }
    String invoice = awaitTimes(eka, id).path("invoiceNumber").asText();

    eka.pay(invoice, false).require(202);

    awaitStatus(eka, id, "CANCELLED");
    eka.awaitInHistory(booking, LIMIT, "FAILED");
    fitri.awaitInHistory(waiting, LIMIT, "PENDING_PAYMENT");
    assertThat(shop.left("Kaus ditolak")).contains(1L);
    awaitInvoice(eka, booked.path("invoiceNumber").asText(), "VOID");
  }

  @Test
  void whateverIsDownTheMissingStepFollows() {
    Visitor ani = town.citizen("Ani");
    shop.stock("Mug", 10);
    shop.price("Mug", 20_000);
    List<LoketService> away = List.of(LoketService.REPORT_APP, LoketService.CLIENT_APP);
    away.forEach(town.services()::kill);
    String id;
    try {
      id = order(ani, "Mug", 1);
      JsonNode order = awaitTimes(ani, id, "time_invoice_service", "time_fulfilment_service");
      assertThat(order.path("time_forecasting_service").isNull()).isTrue();
      assertThat(order.path("time_logistic_service").isNull()).isTrue();
    } finally {
      Town.together(
          away.stream()
              .<Callable<Void>>map(
                  service ->
                      () -> {
                        town.services().restart(service);
                        return null;
                      })
              .toList());
    }
    awaitTimes(ani, id);
    assertThat(shop.left("Mug")).contains(9L);
  }

  @Test
  void whoAskedIsMailedOnceWhenStockRunsOut() {
    String email = UUID.randomUUID() + "@loket.test";
    Web.anonymous()
        .post(
            ticket + "/inventory/subscriptions", Web.object("email", email, "store", shop.store()))
        .require(202);
    Inbox.Mail confirmation = awaitMail(email, "Do you want mails about stock?");
    String link =
        confirmation
            .text()
            .lines()
            .filter(line -> line.contains("/inventory/subscriptions/confirmation"))
            .findFirst()
            .orElseThrow()
            .strip();
    Web.anonymous().get(link).require(200);
    Web.anonymous().post(link, Map.of()).require(200);

    shop.stock("Payung", 1);
    shop.price("Payung", 60_000);
    Visitor tono = town.citizen("Tono");
    order(tono, "Payung", 1);

    Inbox.Mail alert = awaitMail(email, "Inventory Alert!");
    assertThat(alert.text()).contains(shop.store() + " is out of stock of Payung");
    shop.stock("Payung", 0);
    shop.stock("Sandal", 0);
    Patience.of(LIMIT)
        .until(
            "the mail about sandals",
            () ->
                Optional.of(town.inbox().to(email, alerts()))
                    .filter(
                        mails -> mails.stream().anyMatch(mail -> mail.text().contains("Sandal"))));
    assertThat(
            town.inbox().to(email, alerts()).stream()
                .filter(mail -> mail.text().contains("of Payung")))
        .hasSize(1);
  }

  private static Predicate<JsonNode> alerts() {
    return summary -> summary.path("subject").asText().equals("Inventory Alert!");
  }

  private String order(Visitor who, String item, int quantity) {
    JsonNode placed = shop.order(who, item, quantity).require(201).json();
    assertThat(placed.path("status").asText()).isEqualTo("order_created");
    return placed.path("id").asText();
  }

  private String orderWith(Visitor who, String booking, String item, int quantity) {
    return shop.order(who, booking, item, quantity).require(201).json().path("id").asText();
  }

  private void awaitInvoice(Visitor who, String number, String status) {
    Patience.of(LIMIT)
        .until(
            "invoice " + number + " to be " + status,
            () ->
                Optional.of(who.web().get(town.addresses().payment() + "/invoices/" + number))
                    .filter(answer -> answer.json().path("status").asText().equals(status)));
  }

  private JsonNode look(Visitor who, String id) {
    return shop.look(who, id);
  }

  private JsonNode awaitTimes(Visitor who, String id, String... times) {
    return awaitTimes(shop, who, id, times.length == 0 ? TIMES : List.of(times));
  }

  /** Waits until every step of an order is done, by whichever service. */
  static JsonNode awaitEveryStep(Shop shop, Visitor who, String id) {
    return awaitTimes(shop, who, id, TIMES);
  }

  private static JsonNode awaitTimes(Shop shop, Visitor who, String id, List<String> times) {
    return Patience.of(LIMIT)
        .until(
            "these steps of order " + id + ": " + times,
            () ->
                Optional.of(shop.look(who, id))
                    .filter(order -> times.stream().noneMatch(time -> order.path(time).isNull())));
  }

  private void awaitStatus(Visitor who, String id, String status) {
    Patience.of(LIMIT)
        .until(
            "order " + id + " to be " + status,
            () ->
                Optional.of(look(who, id))
                    .filter(order -> order.path("status").asText().equals(status)));
  }

  private Inbox.Mail awaitMail(String email, String subject) {
    return Patience.of(LIMIT)
        .until("a mail '" + subject + "'", () -> town.inbox().find(email, subject(subject)));
  }

  private static Predicate<Inbox.Mail> subject(String subject) {
    return mail -> mail.subject().contains(subject);
  }

  /** One more service that wants to know: a queue of its own, and nobody else changes. */
  private final class SixthListener implements AutoCloseable {
    private final Connection connection;
    private final Channel channel;
    private final String queue;

    SixthListener(String... keys) throws IOException, TimeoutException {
      var broker = town.stack().endpoint(Server.RABBITMQ);
      ConnectionFactory factory = new ConnectionFactory();
      factory.setHost(broker.host());
      factory.setPort(broker.port());
      factory.setUsername(broker.user());
      factory.setPassword(broker.password());
      connection = factory.newConnection();
      channel = connection.createChannel();
      queue = channel.queueDeclare().getQueue();
      for (String key : keys) {
        channel.queueBind(queue, "loket.events", key);
      }
    }

    /** The types of events about an order, once there are that many. */
    Set<String> heard(String order, int count) {
      Set<String> types = new TreeSet<>();
      return Patience.of(LIMIT)
          .until(
              "events of order " + order,
              () -> {
                try {
                  GetResponse message = channel.basicGet(queue, true);
                  if (message != null) {
                    Map<String, Object> headers = message.getProps().getHeaders();
                    if (headers.get("cloudEvents:subject").toString().equals(order)) {
                      types.add(headers.get("cloudEvents:type").toString());
                    }
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
                return types.size() >= count ? Optional.of(types) : Optional.empty();
              });
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
