package id.loket.client.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.OtherServices;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeliveryTest extends ClientAppTest {
  private final OtherServices publisher = new OtherServices();
  @Inject Pool database;

  @Test
  void aPickedOrderIsArrangedAndItsUserTold() {
    Person person = Person.registered();
    UUID order = Ids.next();

    say("fulfilment.completed", order, person.id());
    awaitStatus(person, order, "ARRANGED");
    // nothing is said of paying before it is known where
    assertThat(mails(order, "DELIVERY_ARRANGED")).isZero();
    bill(order, person.id());
    JsonNode mail = inbox.await(person.email(), "Pesanan Anda sedang disiapkan");
    assertThat(mail.get("text").asText())
        .contains("2 × Kaus (Makassar)", "Rp 150.000", "http://pay.test/INV-" + order);
    assertThat(mails(order, "DELIVERY_ARRANGED")).isEqualTo(1);
    person
        .asks()
        .get(person.path() + "/deliveries")
        .then()
        .body("items[0].paymentUrl", equalTo("http://pay.test/INV-" + order))
        .body("items[0].total.amount", equalTo(150_000));

    say("order.paid", order, person.id());
    awaitStatus(person, order, "RELEASED");
    inbox.await(person.email(), "Pesanan Anda dalam perjalanan");

    say("order.cancelled", order, person.id());
    awaitStatus(person, order, "WITHDRAWN");
    inbox.await(person.email(), "Pesanan Anda dibatalkan");
    person
        .asks()
        .get(person.path() + "/notifications")
        .then()
        .statusCode(200)
        .body("items[0].kind", equalTo("DELIVERY_WITHDRAWN"));
  }

  @Test
  void anyOrderAndRepetitionOfEventsEndsTheSame() {
    Person person = Person.sample("citizen");
    Random random = new Random(20261120);
    List<UUID> orders = new ArrayList<>();
    for (int round = 0; round < 8; round++) {
      UUID order = Ids.next();
      orders.add(order);
      List<Event> events = new ArrayList<>();
      events.add(event("fulfilment.completed", order, person.id()));
      events.add(event("order.paid", order, person.id()));
      events.add(billed(order, person.id()));
      if (round % 2 == 0) {
        events.add(event("order.cancelled", order, person.id()));
      }
      events.addAll(List.copyOf(events));
      Collections.shuffle(events, random);
      publisher.publish(events).await().atMost(Duration.ofSeconds(20));
    }

    for (int round = 0; round < orders.size(); round++) {
      awaitStatus(person, orders.get(round), round % 2 == 0 ? "WITHDRAWN" : "RELEASED");
      assertThat(mails(orders.get(round), "DELIVERY_ARRANGED")).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void whatWasDeliveredStaysSoThoughItsOrderIsOff() {
    Person person = Person.sample("citizen");
    List<UUID> orders = List.of(Ids.next(), Ids.next());
    for (UUID order : orders) {
      List<Event> events = new ArrayList<>();
      events.add(shippedAndOff(order, person.id()));
      events.add(event("fulfilment.completed", order, person.id()));
      events.add(event("order.paid", order, person.id()));
      if (order.equals(orders.getFirst())) {
        Collections.reverse(events);
      }
      publisher.publish(events).await().atMost(Duration.ofSeconds(20));
      events.forEach(this::awaitTakenIn);
    }

    for (UUID order : orders) {
      awaitStatus(person, order, "RELEASED");
      assertThat(mails(order, "DELIVERY_WITHDRAWN")).isZero();
    }
  }

  private void awaitTakenIn(Event event) {
    Eventually.until(
        event.type() + " to be taken in",
        () ->
            database
                    .preparedQuery(
                        "select 1 from inbox where consumer = 'client-app.deliveries' and event_id = $1")
                    .execute(Tuple.of(event.id().toString()))
                    .await()
                    .atMost(Duration.ofSeconds(10))
                    .size()
                == 1);
  }

  private static Event shippedAndOff(UUID order, UUID user) {
    return Event.now(
        "order.cancelled",
        order.toString(),
        """
        {"id": "%s", "userId": "%s", "shipped": true,
         "items": [{"store": "Makassar", "item": "Kaus", "quantity": 2}]}
        """
            .formatted(order, user));
  }

  private void awaitStatus(Person person, UUID order, String status) {
    Eventually.until(
        order + " to be " + status,
        () ->
            status.equals(
                person
                    .asks()
                    .get(person.path() + "/deliveries?limit=250")
                    .path("items.find { it.orderId == '" + order + "' }?.status")));
  }

  private void bill(UUID order, UUID user) {
    publisher.publish(List.of(billed(order, user))).await().atMost(Duration.ofSeconds(20));
  }

  private static Event billed(UUID order, UUID user) {
    return Event.now(
        "invoice.issued",
        order.toString(),
        """
        {"orderId": "%1$s", "customerId": "%2$s", "invoiceNumber": "INV-%1$s",
         "amount": {"amount": 150000, "currency": "IDR"}, "status": "ISSUED",
         "paymentUrl": "http://pay.test/INV-%1$s", "expiresAt": "2027-03-01T12:00:00Z"}
        """
            .formatted(order, user));
  }

  private long mails(UUID order, String kind) {
    return database
        .preparedQuery("select count(*) from mail where kind = $1 and data like $2")
        .execute(Tuple.of(kind, "%" + order + "%"))
        .await()
        .atMost(Duration.ofSeconds(10))
        .iterator()
        .next()
        .getLong(0);
  }

  private void say(String type, UUID order, UUID user) {
    publisher.publish(List.of(event(type, order, user))).await().atMost(Duration.ofSeconds(20));
  }

  private static Event event(String type, UUID order, UUID user) {
    String key = type.startsWith("order.") ? "id" : "orderId";
    return Event.now(
        type,
        order.toString(),
        """
        {"%s": "%s", "userId": "%s", "items": [{"store": "Makassar", "item": "Kaus", "quantity": 2}]}
        """
            .formatted(key, order, user));
  }
}
