package id.loket.payment.event;

import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.issueForOrder;
import static id.loket.payment.testing.Api.paid;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.testing.InvoiceMessages;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class EventRelayTest {
  private static final String QUEUE = "payment-app.test";

  @Inject BrokerConfig broker;
  @Inject Cassandra cassandra;

  /** A message as a consumer sees it. */
  record Seen(String id, String type, String subject, String routingKey, String body) {}

  @Test
  void everyChangeOfAnOrdersInvoiceIsPublishedInOrder() throws Exception {
    List<Seen> seen = new CopyOnWriteArrayList<>();
    try (Connection connection = listen(seen)) {
      String number = issueForOrder();
      paid(number);
      asTicketApp().post("/invoices/{n}/refunds", number).then().statusCode(200);

      List<String> expected = List.of("invoice.issued", "invoice.paid", "invoice.refunded");
      eventually().until(() -> typesOf(number, seen).containsAll(expected));
      assertEquals(expected, typesOf(number, seen));
      Seen first = seen.stream().filter(s -> s.subject().equals(number)).findFirst().orElseThrow();
      assertEquals(first.type(), first.routingKey());
      assertTrue(first.body().contains("\"invoiceNumber\":\"" + number + "\""));
      assertTrue(first.body().contains("\"status\":\"ISSUED\""));
    }
  }

  @Test
  void whileTheBrokerIsAwayPaymentsGoOnAndTheirEventsWait() throws Exception {
    String before = issueForOrder();
    LocalStackResource.stack().stop(Server.RABBITMQ);
    String during;
    try {
      during = issueForOrder();
      paid(during);
      paid(before);
      given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    } finally {
      LocalStackResource.stack().restart(Server.RABBITMQ);
    }

    eventually().until(() -> published(during).equals(List.of("invoice.issued", "invoice.paid")));
    assertEquals(List.of("invoice.issued", "invoice.paid"), published(before));
  }

  @Test
  void ofABookingsInvoiceNobodyIsToldByMessage() throws Exception {
    List<Seen> seen = new CopyOnWriteArrayList<>();
    try (Connection connection = listen(seen)) {
      String ofBooking = issue();
      paid(ofBooking);
      asTicketApp().post("/invoices/{n}/refunds", ofBooking).then().statusCode(200);
      String ofOrder = issueForOrder();
      paid(ofOrder);

      eventually().until(() -> typesOf(ofOrder, seen).contains("invoice.paid"));
      assertEquals(List.of(), typesOf(ofBooking, seen));
      assertEquals(List.of(), published(ofBooking));
      eventually()
          .until(
              () ->
                  Servers.receiver().hooksOf(ofBooking).stream()
                      .map(hook -> hook.type())
                      .distinct()
                      .toList()
                      .equals(List.of("invoice.paid", "invoice.refunded")));
    }
  }

  private List<String> published(String number) {
    return cassandra
        .rows(
            "select type, sequence, published_at from {keyspace}.invoice where number = ? and entry"
                + " = 'event'",
            number)
        .await()
        .indefinitely()
        .stream()
        .filter(row -> !row.isNull("published_at"))
        .sorted(Comparator.comparingInt(row -> row.getInt("sequence")))
        .map(row -> row.getString("type"))
        .toList();
  }

  private static List<String> typesOf(String number, List<Seen> seen) {
    return seen.stream()
        .filter(one -> one.subject().equals(number))
        .map(Seen::type)
        .distinct()
        .toList();
  }

  private Connection listen(List<Seen> seen) throws Exception {
    return InvoiceMessages.listen(broker, QUEUE, message -> seen.add(seen(message)));
  }

  private static Seen seen(Delivery message) {
    return new Seen(
        InvoiceMessages.header(message, "id"),
        InvoiceMessages.header(message, "type"),
        InvoiceMessages.header(message, "subject"),
        message.getEnvelope().getRoutingKey(),
        new String(message.getBody(), StandardCharsets.UTF_8));
  }
}
