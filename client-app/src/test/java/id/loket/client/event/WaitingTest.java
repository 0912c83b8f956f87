package id.loket.client.event;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.client.testing.BookingMessages;
import id.loket.client.testing.Broker;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.local.Endpoint;
import id.loket.local.Server;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What waits is neither lost nor given up, and holds nobody up. */
@QuarkusTest
class WaitingTest extends ClientAppTest {
  private static final String QUEUE = "client-app.bookings";

  @Inject EventPublisher publisher;
  private final OtherServices ticketApp = new OtherServices();
  @Inject MeterRegistry metrics;

  @Test
  void aDatabaseThatOnlyReadsIsWaitedFor() throws Exception {
    List<UUID> bookings = new ArrayList<>();
    onServer("alter database client set default_transaction_read_only = on");
    try {
      onServer(END_OF_SESSIONS);
      for (int n = 0; n < 10; n++) {
        bookings.add(publishBooking());
      }
      Eventually.until("all of them wait", () -> waiting() == bookings.size());
      given()
          .contentType("application/json")
          .body(
              "{\"name\":\"Ani\",\"email\":\"ani-%s@loket.test\",\"password\":\"long enough for us\"}"
                  .formatted(Ids.next()))
          .post("/users")
          .then()
          .statusCode(503)
          .header("Retry-After", "5")
          .body("type", endsWith(":unavailable"));
    } finally {
      onServer("alter database client reset default_transaction_read_only");
      onServer(END_OF_SESSIONS);
    }

    Eventually.until("all are in the history", () -> inHistory(bookings) == bookings.size());
    assertEquals(0, Broker.messagesIn(QUEUE + ".dead"));
  }

  @Test
  void bookingsOfALockedRowWaitWhileOthersGoOn() throws Exception {
    UUID locked = publishBooking();
    Eventually.until("it is there", () -> inHistory(List.of(locked)) == 1);
    try (java.sql.Connection holder = server();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select 1 from booking where id = '" + locked + "' for update");
      ticketApp
          .publish(List.of(BookingMessages.event("booking.confirmed", booking(locked, 3))))
          .await()
          .atMost(Duration.ofSeconds(20));
      List<UUID> others = new ArrayList<>();
      for (int n = 0; n < 30; n++) {
        others.add(publishBooking());
      }
      Eventually.until("the others go on", () -> inHistory(others) == others.size());
      holder.rollback();
    }
    Eventually.until("it goes on too", () -> version(locked) == 3);
  }

  @Test
  void anEventNobodyListensToIsKeptAndToldAgainOnceSomebodyDoes() throws Exception {
    Event event = Event.now("user.tried_out", Ids.next().toString(), "{}");
    publisher.publish(List.of(event)).await().atMost(Duration.ofSeconds(20));

    assertEquals(1, Broker.messagesIn("client-app.unheard"));
    assertEquals(1, metrics.counter("loket.events.unheard", "type", event.type()).count());
    try (Connection connection = broker();
        Channel channel = connection.createChannel()) {
      channel.queueDeclare("client-app.tried-out", false, false, true, null);
      channel.queueBind("client-app.tried-out", Event.EXCHANGE, event.type());
      publisher.retell().await().atMost(Duration.ofSeconds(20));

      Eventually.until("it is heard", () -> Broker.messagesIn("client-app.tried-out") == 1);
      assertEquals(
          event.id().toString(),
          channel.basicGet("client-app.tried-out", true).getProps().getMessageId());
    }
    assertEquals(0, Broker.messagesIn("client-app.unheard"));
  }

  // --- bookings

  private UUID publishBooking() {
    BookingMessages booking = new BookingMessages(Ids.next());
    BookingMessages.publish(
        ticketApp, BookingMessages.event("booking.pending", booking.at(2, "PENDING_PAYMENT")));
    made.add(booking);
    return booking.bookingId();
  }

  private final List<BookingMessages> made = new ArrayList<>();

  private JsonNode booking(UUID id, long version) {
    return made.stream()
        .filter(each -> each.bookingId().equals(id))
        .findFirst()
        .orElseThrow()
        .at(version, "CONFIRMED");
  }

  private long inHistory(List<UUID> bookings) {
    return number("select count(*) from booking where id = any(?)", bookings);
  }

  private long version(UUID booking) {
    return number("select version from booking where id = any(?)", List.of(booking));
  }

  /** Not through the service's pool, some of whose connections the test has ended. */
  private static long number(String sql, List<UUID> ids) {
    try (java.sql.Connection connection = server();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private double waiting() {
    return metrics.get("loket.events.waiting").tag("queue", QUEUE).gauge().value();
  }

  // --- servers

  private static final String END_OF_SESSIONS =
      "select pg_terminate_backend(pid) from pg_stat_activity"
          + " where datname = 'client' and pid <> pg_backend_pid()";

  private static void onServer(String sql) throws SQLException {
    Endpoint postgres = LocalStackResource.stack().endpoint(Server.POSTGRES);
    try (java.sql.Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + postgres.hostAndPort() + "/postgres",
                postgres.user(),
                postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static java.sql.Connection server() throws SQLException {
    Endpoint postgres = LocalStackResource.stack().endpoint(Server.POSTGRES);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + postgres.hostAndPort() + "/client",
        postgres.user(),
        postgres.password());
  }

  private static Connection broker() throws Exception {
    return OtherServices.connect();
  }
}
