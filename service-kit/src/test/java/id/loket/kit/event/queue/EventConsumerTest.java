package id.loket.kit.event.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.Event;
import id.loket.kit.event.NotYet;
import id.loket.kit.event.PoisonMessage;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.Options;
import id.loket.local.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer against a real broker that breaks its connection, with a handler that is the test. */
class EventConsumerTest {
  private static final String QUEUE = "client-app.bookings";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);

  private static LocalStack stack;
  private static Vertx vertx;
  private static Connection broker;
  private static Channel channel;

  private final List<ConsumerConnection> connections = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStack.start(Set.of(Server.RABBITMQ), Options.temporary());
    vertx = Vertx.vertx();
    ConnectionFactory factory = new ConnectionFactory();
    Endpoint rabbit = stack.endpoint(Server.RABBITMQ);
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    broker = factory.newConnection("test");
  }

  @AfterAll
  static void stop() {
    vertx.close();
    stack.close();
  }

  @BeforeEach
  void emptyQueues() throws Exception {
    channel = broker.createChannel();
    for (String queue : List.of(QUEUE, QUEUE + ".dead", "client-app.parked")) {
      channel.queuePurge(queue);
    }
  }

  @AfterEach
  void closeConsumers() throws Exception {
    connections.forEach(ConsumerConnection::close);
    channel.close();
  }

  @Test
  void anAcknowledgementGoesToTheChannelThatDelivered() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(20, 20, Duration.ofMinutes(1));
    for (Event event : publish(7)) { // moves the delivery tags
      take(delivered, event.subject()).ack();
    }
    List<Event> events = publish(10);
    List<Message<Event>> old = new ArrayList<>();
    for (Event event : events) {
      old.add(take(delivered, event.subject()));
    }

    breakConnections(); // and all are delivered again, on another channel
    old.forEach(Message::ack);

    // All come again, and until they are acknowledged themselves the broker keeps them.
    List<Message<Event>> again = new ArrayList<>();
    for (int n = 0; n < 10; n++) {
      again.add(take(delivered));
    }
    assertThat(subjects(again)).containsExactlyInAnyOrderElementsOf(subjectsOf(events));
    again.subList(0, 4).forEach(Message::ack);
    connections.forEach(ConsumerConnection::close);
    until(() -> ready(QUEUE) == 6);
    assertThat(ready(QUEUE + ".dead")).isZero();
  }

  @Test
  void whatADeadChannelDeliveredAndNobodyBeganIsDropped() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(20, 1, Duration.ofMinutes(1));
    List<Event> events = publish(5);
    Message<Event> first = take(delivered);
    until(() -> ready(QUEUE) == 0);

    breakConnections();
    first.ack();

    // Of each exactly one copy: the buffer of the dead channel is gone.
    List<String> handled = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      Message<Event> message = take(delivered);
      handled.add(message.getPayload().subject());
      message.ack();
    }
    connections.forEach(ConsumerConnection::close);
    assertThat(ready(QUEUE)).isZero();
    assertThat(handled).containsExactlyInAnyOrderElementsOf(subjectsOf(events));
    assertThat(delivered).isEmpty();
  }

  @Test
  void oneThatWaitsLetsTheOthersGoOnAndItsKeyWaitsBehindIt() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(100, 2, Duration.ofMinutes(1));
    Event waits = publish(event("waits"));
    Event behind = publish(event("waits"));
    take(delivered, "waits").nack(new NotYet("somebody is paying"));

    for (Event other : publish(30)) {
      take(delivered, other.subject()).ack();
    }

    Message<Event> again = take(delivered, "waits");
    assertThat(again.getPayload().id()).isEqualTo(waits.id());
    again.ack();
    Message<Event> last = take(delivered, "waits");
    assertThat(last.getPayload().id()).isEqualTo(behind.id());
    last.ack();
    assertThat(ready(QUEUE + ".dead")).isZero();
  }

  @Test
  void whatWaitsLongIsPutAsideAtTheBrokerWithItsKeyBehindItAndComesBackInOrder() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(100, 2, Duration.ZERO);
    Event first = publish(event("waits"));
    Event second = publish(event("waits"));
    take(delivered, "waits").nack(new NotYet("somebody is paying"));
    until(() -> ready("client-app.parked") == 2);
    Event third = publish(event("waits"));
    until(() -> ready("client-app.parked") == 3);

    List<UUID> came = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      Message<Event> message = take(delivered);
      came.add(message.getPayload().id());
      message.ack();
    }

    assertThat(came).containsExactly(first.id(), second.id(), third.id());
    connections.forEach(ConsumerConnection::close);
    assertThat(ready(QUEUE) + ready("client-app.parked")).isZero();
  }

  @Test
  void manyThatWaitNeverFillTheConsumer() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(10, 2, Duration.ofMinutes(5));
    List<String> waiting = subjectsOf(publish(20));
    Event last = publish(event("after"));

    boolean came = false;
    while (!came) {
      Message<Event> message = take(delivered);
      came = message.getPayload().id().equals(last.id());
      if (!came) {
        assertThat(waiting).contains(message.getPayload().subject());
        message.nack(new NotYet("not now"));
      }
    }
    assertThat(ready(QUEUE + ".dead")).isZero();
  }

  @Test
  void whatWasOnlyDeliveredOftenIsNotTakenForAKiller() throws Exception {
    Event event = publish(event("often"));
    for (int n = 0; n < 15; n++) {
      GetResponse got = null;
      while (got == null) {
        got = channel.basicGet(QUEUE, false);
      }
      channel.basicNack(got.getEnvelope().getDeliveryTag(), false, true);
    }

    BlockingQueue<Message<Event>> delivered = consume(10, 2, Duration.ofMinutes(1));

    Message<Event> message = take(delivered);
    assertThat(message.getPayload().id()).isEqualTo(event.id());
    assertThat(ready(QUEUE + ".dead")).isZero();
    message.ack();
  }

  @Test
  void whatCannotBeHandledGoesToTheDeadLettersAndTheRestOfItsKeyGoesOn() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(10, 2, Duration.ofMinutes(1));
    channel.basicPublish(Event.EXCHANGE, "booking.pending", null, "no event".getBytes());
    until(() -> ready(QUEUE + ".dead") == 1);
    publish(event("key"));
    Event next = publish(event("key"));
    take(delivered, "key").nack(new PoisonMessage("never", null));
    until(() -> ready(QUEUE + ".dead") == 2);

    for (int tries = 0; tries < 4; tries++) {
      Message<Event> message = take(delivered, "key");
      assertThat(message.getPayload().id()).isEqualTo(next.id());
      message.nack(new IllegalStateException("a defect of ours"));
    }

    until(() -> ready(QUEUE + ".dead") == 3);
  }

  @Test
  void aQueueThatWasDeletedIsMadeAgain() throws Exception {
    BlockingQueue<Message<Event>> delivered = consume(10, 2, Duration.ofMinutes(1));
    channel.queueDelete(QUEUE);
    until(() -> ask("GET", "/api/queues/%2F/" + QUEUE).contains("quorum"));
    until(() -> consumers() == 1);

    Event event = publish(event("again"));

    assertThat(take(delivered).getPayload().id()).isEqualTo(event.id());
  }

  // --- the consumer

  private BlockingQueue<Message<Event>> consume(int prefetch, int keysAtOnce, Duration longestHold)
      throws Exception {
    Config config =
        new SmallRyeConfigBuilder()
            .withDefaultValue("mp.messaging.incoming.bookings.queue.name", QUEUE)
            .withDefaultValue("mp.messaging.incoming.bookings.routing-keys", "booking.*")
            .build();
    BlockingQueue<Message<Event>> delivered = new LinkedBlockingQueue<>();
    ConsumerConnection connection = new ConsumerConnection(login(), config, "client-app");
    connections.add(connection);
    connection.serve(
        new EventConsumer(
            new EventQueue(QUEUE, List.of("booking.*"), prefetch, keysAtOnce),
            connection,
            longestHold,
            new SimpleMeterRegistry(),
            vertx,
            delivered::add));
    until(() -> consumers() == 1);
    return delivered;
  }

  private static BrokerConfig login() {
    Map<String, String> variables = stack.environment("client-app");
    return new BrokerConfig() {
      @Override
      public String host() {
        return stack.endpoint(Server.RABBITMQ).host();
      }

      @Override
      public int port() {
        return stack.endpoint(Server.RABBITMQ).port();
      }

      @Override
      public String username() {
        return "client-app";
      }

      @Override
      public Optional<String> password() {
        return Optional.of(variables.get("LOKET_RABBITMQ_PASSWORD"));
      }

      @Override
      public Duration confirmTimeout() {
        return LONG;
      }

      @Override
      public Duration longestHold() {
        return LONG;
      }

      @Override
      public Duration handlingLimit() {
        return LONG;
      }

      @Override
      public Optional<Set<String>> unheardByDesign() {
        return Optional.empty();
      }
    };
  }

  private static Message<Event> take(BlockingQueue<Message<Event>> delivered) throws Exception {
    Message<Event> message = delivered.poll(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(message).as("an event").isNotNull();
    return message;
  }

  /** The next event of that subject; others that come before stay. */
  private static Message<Event> take(BlockingQueue<Message<Event>> delivered, String subject)
      throws Exception {
    List<Message<Event>> others = new ArrayList<>();
    Message<Event> message = take(delivered);
    while (!message.getPayload().subject().equals(subject)) {
      others.add(message);
      message = take(delivered);
    }
    delivered.addAll(others);
    return message;
  }

  private static List<String> subjects(List<Message<Event>> messages) {
    return subjectsOf(messages.stream().map(Message::getPayload).toList());
  }

  private static List<String> subjectsOf(List<Event> events) {
    return events.stream().map(Event::subject).toList();
  }

  // --- the broker

  private static Event event(String subject) {
    return Event.now("booking.pending", subject, "{}");
  }

  private List<Event> publish(int count) throws Exception {
    List<Event> events = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      events.add(publish(event(UUID.randomUUID().toString())));
    }
    return events;
  }

  private static Event publish(Event event) throws Exception {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", event.id().toString());
    headers.put("cloudEvents:type", event.type());
    headers.put("cloudEvents:subject", event.subject());
    headers.put("cloudEvents:time", event.time().toString());
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .messageId(event.id().toString())
            .headers(headers)
            .build();
    byte[] body = event.data().getBytes(StandardCharsets.UTF_8);
    channel.confirmSelect();
    channel.basicPublish(Event.EXCHANGE, event.type(), properties, body);
    channel.waitForConfirmsOrDie(10_000);
    return event;
  }

  /**
   * Has the broker close the consumer's connection, and waits until there is another that took all.
   */
  private static void breakConnections() throws Exception {
    until(() -> connectionNames().size() == 1); // the broker tells of it a little later
    List<String> before = connectionNames();
    ask("DELETE", "/api/connections/" + before.getFirst().replace(" ", "%20").replace(">", "%3E"));
    until(() -> connectionNames().stream().anyMatch(name -> !before.contains(name)));
    until(() -> consumers() == 1 && ready(QUEUE) == 0);
  }

  private static List<String> connectionNames() {
    List<String> names = new ArrayList<>();
    try {
      JSON.readTree(ask("GET", "/api/connections?columns=name,user"))
          .forEach(
              each -> {
                if (each.path("user").asText().equals("client-app")) {
                  names.add(each.path("name").asText());
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  private static int ready(String queue) {
    try {
      return (int) channel.messageCount(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int consumers() {
    try {
      return (int) channel.consumerCount(QUEUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ask(String method, String path) {
    Endpoint management = stack.rabbitManagement();
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it never came true").isLessThan(end);
      Thread.sleep(100);
    }
  }
}
