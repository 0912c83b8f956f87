package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.local.Server;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every booking change is told, in order, whatever happens to the broker (I4). */
@TicketAppTest
class BookingEventsTest {
  private static final String QUEUE = "ticket-app.test-listener";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Counter counter = new Counter();

  private final Database database = new Database();

  @Test
  void everyChangeIsToldInOrder() throws Exception {
    try (Connection connection = connect()) {
      Channel channel = listen(connection);
      UUID event = counter.event();
      UUID seat = counter.seat(event);
      Counter.Booked holder = counter.pending(event, seat);
      Counter.Booked waiting = counter.queued(event, seat);
      counter.cancel(holder).then().statusCode(200);
      counter.awaitStatus(waiting.id(), "PENDING_PAYMENT");

      List<JsonObject> told = hear(channel, 4);

      assertThat(typesOf(told, holder.id()))
          .containsExactly("booking.pending", "booking.cancelled");
      assertThat(typesOf(told, waiting.id())).containsExactly("booking.queued", "booking.pending");
    }
  }

  @Test
  void whatHappensWhileTheBrokerIsAwayIsToldWhenItReturns() throws Exception {
    try (Connection connection = connect()) {
      listen(connection);
    }
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    LocalStackResource.stack().stop(Server.RABBITMQ);
    Counter.Booked booked;
    try {
      booked = counter.confirmed(event, seat);
      assertThat(database.count("select count(*) from outbox")).isPositive();
    } finally {
      LocalStackResource.stack().restart(Server.RABBITMQ);
    }

    try (Connection connection = connect()) {
      List<JsonObject> told = hear(connection.createChannel(), 2);
      assertThat(typesOf(told, booked.id()))
          .containsExactly("booking.pending", "booking.confirmed");
    }
    await().atMost(PATIENCE).until(() -> database.count("select count(*) from outbox") == 0);
  }

  @Test
  void aRolledBackChangeIsNeverTold() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    long before = database.count("select coalesce(max(seq), 0) from outbox");

    counter.book(UUID.randomUUID(), UUID.randomUUID(), seat).then().statusCode(404);

    assertThat(database.count("select count(*) from outbox where seq > $1", before)).isZero();
  }

  private static List<String> typesOf(List<JsonObject> told, UUID booking) {
    return told.stream()
        .filter(event -> event.getString("subject").equals(booking.toString()))
        .map(event -> event.getString("type"))
        .toList();
  }

  private static List<JsonObject> hear(Channel channel, int count) {
    List<JsonObject> told = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              GetResponse message = channel.basicGet(QUEUE, true);
              if (message != null) {
                told.add(read(message));
              }
              return told.size() >= count;
            });
    return told;
  }

  private static JsonObject read(GetResponse message) {
    Map<String, Object> headers = message.getProps().getHeaders();
    assertThat(headers.get("cloudEvents:specversion")).hasToString("1.0");
    return new JsonObject()
        .put("type", headers.get("cloudEvents:type").toString())
        .put("subject", headers.get("cloudEvents:subject").toString())
        .put("data", new JsonObject(new String(message.getBody(), StandardCharsets.UTF_8)));
  }

  private static Channel listen(Connection connection) throws Exception {
    Channel channel = connection.createChannel();
    channel.exchangeDeclare("loket.events", "topic", true);
    channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
    channel.queuePurge(QUEUE);
    channel.queueBind(QUEUE, "loket.events", "booking.*");
    return channel;
  }

  private static Connection connect() throws Exception {
    return OtherServices.connect();
  }
}
