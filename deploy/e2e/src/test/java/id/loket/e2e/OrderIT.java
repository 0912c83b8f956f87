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
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
  private final String store = "Toko " + UUID.randomUUID();

  @Test
  void anOrderRunsThroughAllServicesAndOneMoreMayListen() throws Exception {
    Visitor sari = town.citizen("Sari");
    stock("Kaus", 10);
    price("Kaus", 75_000);
    try (SixthListener sixth = new SixthListener("order.*", "fulfilment.completed")) {
      String id = order(sari, "Kaus", 2);
      JsonNode done = awaitTimes(sari, id);

      assertThat(done.path("total").path("amount").asLong()).isEqualTo(150_000);
      awaitMail(sari.email(), "Pesanan Anda sedang disiapkan");
      sari.pay(done.path("invoiceNumber").asText(), true).require(202);
      awaitStatus(sari, id, "PAID");
      awaitMail(sari.email(), "Pesanan Anda dalam perjalanan");
      assertThat(left("Kaus")).isEqualTo(8);
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
    stock("Topi", 3);
    price("Topi", 40_000);
    String id = order(budi, "Topi", 3);
    assertThat(left("Topi")).isZero();
    assertThat(budi.web().post(ticket + "/orders", wanted(budi, "Topi", 1)).require(409).problem())
        .isEqualTo("out-of-stock");
    JsonNode done = awaitTimes(budi, id);

    budi.pay(done.path("invoiceNumber").asText(), false).require(202);

    awaitStatus(budi, id, "CANCELLED");
    assertThat(left("Topi")).isEqualTo(3);
    awaitMail(budi.email(), "Pesanan Anda dibatalkan");
  }

  @Test
  void whateverIsDownTheMissingStepFollows() {
    Visitor ani = town.citizen("Ani");
    stock("Mug", 10);
    price("Mug", 20_000);
    Map<LoketService, String> parts =
        Map.of(
            LoketService.PAYMENT_APP, "time_invoice_service",
            LoketService.REPORT_APP, "time_forecasting_service",
            LoketService.CLIENT_APP, "time_logistic_service");
    parts.forEach(
        (service, time) -> {
          town.services().kill(service);
          String id;
          try {
            id = order(ani, "Mug", 1);
            assertThat(look(ani, id).path(time).isNull()).isTrue();
          } finally {
            town.services().restart(service);
          }
          awaitTimes(ani, id);
        });

    town.stack().stop(Server.RABBITMQ);
    String id;
    try {
      id = order(ani, "Mug", 1);
    } finally {
      town.stack().restart(Server.RABBITMQ);
    }
    awaitTimes(ani, id);
    assertThat(left("Mug")).isEqualTo(6);
  }

  @Test
  void whoAskedIsMailedOnceWhenStockRunsOut() {
    String email = UUID.randomUUID() + "@loket.test";
    Web.anonymous()
        .post(ticket + "/inventory/subscriptions", Web.object("email", email, "store", store))
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

    stock("Payung", 1);
    Visitor tono = town.citizen("Tono");
    order(tono, "Payung", 1);

    Inbox.Mail alert = awaitMail(email, "Inventory Alert!");
    assertThat(alert.text()).contains(store + " is out of stock of Payung");
    stock("Payung", 0);
    stock("Sandal", 0);
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

  private void stock(String item, int count) {
    String csv = "store,item,count\n" + store + "," + item + "," + count + "\n";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(ticket + "/inventory/files/" + UUID.randomUUID() + ".csv?again=true"))
            .header("Authorization", "Bearer " + town.organiser().signIn().accessToken())
            .PUT(HttpRequest.BodyPublishers.ofString(csv))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(202);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    Patience.of(LIMIT)
        .until(item + " in stock", () -> Optional.of(left(item)).filter(left -> left == count));
  }

  private void price(String item, int amount) {
    town.organiser()
        .web()
        .put(
            ticket + "/inventory/prices",
            Web.object(
                "store",
                store,
                "item",
                item,
                "price",
                Web.object("amount", amount, "currency", "IDR")))
        .require(200);
  }

  private long left(String item) {
    JsonNode items =
        Web.anonymous()
            .get(ticket + "/inventory?store=" + store.replace(" ", "%20") + "&item=" + item)
            .require(200)
            .json()
            .path("items");
    return items.isEmpty() ? -1 : items.get(0).path("count").asLong();
  }

  private String order(Visitor who, String item, int quantity) {
    JsonNode placed =
        who.web().post(ticket + "/orders", wanted(who, item, quantity)).require(201).json();
    assertThat(placed.path("status").asText()).isEqualTo("order_created");
    return placed.path("id").asText();
  }

  private Map<String, Object> wanted(Visitor who, String item, int quantity) {
    return Web.object(
        "userId",
        who.id(),
        "items",
        List.of(Web.object("store", store, "item", item, "quantity", quantity)));
  }

  private JsonNode look(Visitor who, String id) {
    return who.web().get(ticket + "/orders/" + id).require(200).json();
  }

  private JsonNode awaitTimes(Visitor who, String id) {
    return Patience.of(LIMIT)
        .until(
            "every step of order " + id,
            () ->
                Optional.of(look(who, id))
                    .filter(order -> TIMES.stream().noneMatch(time -> order.path(time).isNull())));
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
