package id.loket.kit.event.queue;

import static id.loket.kit.event.queue.TestBroker.LONG;
import static id.loket.kit.event.queue.TestBroker.QUEUE;
import static id.loket.kit.event.queue.TestBroker.ask;
import static id.loket.kit.event.queue.TestBroker.breakConnection;
import static id.loket.kit.event.queue.TestBroker.breakConnections;
import static id.loket.kit.event.queue.TestBroker.channel;
import static id.loket.kit.event.queue.TestBroker.consumers;
import static id.loket.kit.event.queue.TestBroker.event;
import static id.loket.kit.event.queue.TestBroker.login;
import static id.loket.kit.event.queue.TestBroker.publish;
import static id.loket.kit.event.queue.TestBroker.ready;
import static id.loket.kit.event.queue.TestBroker.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import id.loket.kit.event.Event;
import id.loket.kit.event.NotYet;
import id.loket.kit.event.PoisonMessage;
import id.loket.kit.tls.Authorities;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer against a real broker that breaks its connection, with a handler that is the test. */
class EventConsumerTest {

  private static Vertx vertx;

  private final List<ConsumerConnection> connections = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    TestBroker.start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close();
    TestBroker.stop();
  }

  @BeforeEach
  void emptyQueues() throws Exception {
    TestBroker.begin();
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

  /**
   * Of two channels of one consumer only the later one would be listened to: what the broker
   * delivers to the other would stay there until the connection ends.
   */
  @Test
  void aConsumerThatIsSlowToBeginIsNotOpenedTwice() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    BlockingQueue<Message<Event>> handled = new LinkedBlockingQueue<>();
    CountDownLatch busy = new CountDownLatch(1);
    ConsumerConnection connection = connection();
    connection.serve(
        consumer(
            connection,
            message -> {
              busy.countDown();
              await(goOn);
              handled.add(message);
              message.ack();
            }));
    until(() -> consumers() == 1);
    publish(event("busy"));
    busy.await();

    breakConnection();
    until(() -> consumers() == 0);
    for (int others = 1; others <= 2; others++) { // each has all opened that are not
      EventConsumer other = consumer(connection, message -> acknowledged(message, handled));
      connection.serve(other);
      until(other::isOpen);
    }

    assertThat(consumers()).isEqualTo(3);
    goOn.countDown();
    List<Event> events = publish(30);
    Set<String> subjects = new HashSet<>();
    while (!subjects.containsAll(subjectsOf(events))) {
      subjects.add(take(handled).getPayload().subject());
    }
  }

  private static void acknowledged(Message<Event> message, BlockingQueue<Message<Event>> handled) {
    message.ack();
    handled.add(message);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the consumer

  private BlockingQueue<Message<Event>> consume(int prefetch, int keysAtOnce, Duration longestHold)
      throws Exception {
    BlockingQueue<Message<Event>> delivered = new LinkedBlockingQueue<>();
    ConsumerConnection connection = connection();
    EventQueue queue = new EventQueue(QUEUE, List.of("booking.*"), prefetch, keysAtOnce);
    connection.serve(consumer(connection, queue, longestHold, delivered::add));
    until(() -> consumers() == 1);
    return delivered;
  }

  private ConsumerConnection connection() {
    Config config =
        new SmallRyeConfigBuilder()
            .withDefaultValue("mp.messaging.incoming.bookings.queue.name", QUEUE)
            .withDefaultValue("mp.messaging.incoming.bookings.routing-keys", "booking.*")
            .build();
    ConsumerConnection connection =
        new ConsumerConnection(login(), new Authorities(Optional.empty()), config, "client-app");
    connections.add(connection);
    return connection;
  }

  private static EventConsumer consumer(
      ConsumerConnection connection, Consumer<Message<Event>> handler) {
    EventQueue queue = new EventQueue(QUEUE, List.of("booking.*"), 10, 2);
    return consumer(connection, queue, Duration.ofMinutes(1), handler);
  }

  private static EventConsumer consumer(
      ConsumerConnection connection,
      EventQueue queue,
      Duration longestHold,
      Consumer<Message<Event>> handler) {
    return new EventConsumer(
        queue, connection, longestHold, new SimpleMeterRegistry(), vertx, handler);
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
}
