package id.loket.client.booking;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import id.loket.client.testing.BookingMessages;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.client.testing.Person;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.OtherServices;
import id.loket.kit.testing.ServiceDatabase;
import id.loket.kit.testing.StatementLog;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one booking costs here, from the request to the mail with the ticket: counted by PostgreSQL
 * and RabbitMQ. The timers stand still, so that all there is is the booking's.
 */
@QuarkusTest
class BookingCostTest extends ClientAppTest {
  private static final String QUEUE = "client-app.test-cost";

  @Inject Scheduler timers;

  @BeforeEach
  void stopTheTimers() {
    timers.pause();
  }

  @AfterEach
  void goOn() {
    timers.resume();
  }

  @Test
  void oneBookingIsFewStatementsAndMessages() throws Exception {
    Person person = Person.registered();
    ticketed(person); // connections are open and statements prepared
    ticketed(person);

    try (StatementLog log = new StatementLog("client-app");
        Connection connection = OtherServices.connect()) {
      Channel channel = connection.createChannel();
      channel.queueDeclare(QUEUE, false, true, true, Map.of());
      channel.queueBind(QUEUE, "loket.events", "#");

      ticketed(person);

      StatementLog.Cost cost = log.sinceMark();
      assertAll(
          () -> assertTrue(cost.statements().size() <= 7, cost::toString),
          () -> assertTrue(cost.commits() <= 6, cost::toString),
          () -> assertEquals(2, published(channel), "mail.requested of each mail"));
    }
  }

  /** Books, pays, and waits until both mails were sent. */
  private void ticketed(Person person) {
    UUID id = UUID.fromString(person.books(Ids.next()).statusCode(201).extract().path("id"));
    awaitSent(id, "PAYMENT_LINK");
    ObjectNode confirmed = ticketApp.becomes(id, "CONFIRMED", null);
    BookingMessages.publish(
        new OtherServices(), BookingMessages.event("booking.confirmed", confirmed));
    awaitSent(id, "BOOKING_CONFIRMED");
  }

  private static void awaitSent(UUID bookingId, String kind) {
    Eventually.until(
        kind,
        () ->
            ServiceDatabase.of("client-app")
                    .preparedQuery(
                        "select 1 from mail where booking_id = $1 and kind = $2 and status = 'SENT'")
                    .executeAndAwait(Tuple.of(bookingId, kind))
                    .size()
                == 1);
  }

  /** What this service published: the rest is ticket-app's. */
  private static int published(Channel channel) throws java.io.IOException {
    int count = 0;
    for (GetResponse next = channel.basicGet(QUEUE, true);
        next != null;
        next = channel.basicGet(QUEUE, true)) {
      count += next.getEnvelope().getRoutingKey().startsWith("booking.") ? 0 : 1;
    }
    return count;
  }
}
