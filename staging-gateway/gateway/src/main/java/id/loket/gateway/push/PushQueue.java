package id.loket.gateway.push;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.BrokerConnections;
import id.loket.kit.server.NeededServer;
import id.loket.kit.trace.TraceParent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The durable queue of pushes: a quorum queue with one active consumer, so that of all replicas one
 * hands them on, in the order they came. A push counts as kept when the broker has confirmed it. A
 * full queue refuses; one that was refused for good goes to the dead queue.
 */
@Singleton
class PushQueue implements NeededServer {
  static final String NAME = "gateway.pushes";
  static final String DEAD = NAME + ".dead";

  private static final Logger LOG = Logger.getLogger(PushQueue.class);
  private static final String DEAD_EXCHANGE = "loket.dead";
  private static final int PERSISTENT = 2;
  private static final int MOST_WAITING = 2_000;
  private static final int MOST_AT_ONCE = 200;

  private final BrokerConfig broker;
  private final PushConfig config;
  private final ExecutorService publisher = thread("loket-push-publisher");
  private final ExecutorService consumer = thread("loket-push-consumer");
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong deadLetters = new AtomicLong();
  private Channel publishing;
  private Channel consuming;

  PushQueue(BrokerConfig broker, PushConfig config, MeterRegistry metrics) {
    this.broker = broker;
    this.config = config;
    Gauge.builder("loket.queue.messages", messages, AtomicLong::get)
        .tag("queue", NAME)
        .register(metrics);
    Gauge.builder("loket.queue.dead.letters", deadLetters, AtomicLong::get)
        .tag("queue", NAME)
        .register(metrics);
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  @Override
  public String title() {
    return "RabbitMQ";
  }

  @Override
  public Uni<Void> reach() {
    return Uni.createFrom()
        .voidItem()
        .emitOn(publisher)
        .invoke(
            () -> {
              try {
                publishingChannel();
              } catch (IOException | TimeoutException e) {
                throw new NotKept(e);
              }
            });
  }

  // --- keeping

  /** Completes when the broker has it on disk; fails with {@link NotKept} when it may have not. */
  CompletableFuture<Void> keep(KeptPush push) {
    Waiting one = new Waiting(push, new CompletableFuture<>());
    if (waiting.offer(one)) {
      publisher.execute(this::publishWaiting);
    } else {
      one.kept().completeExceptionally(new NotKept(new IOException("too many at once")));
    }
    return one.kept();
  }

  /** All that came meanwhile goes with one wait for the broker's disk. */
  private void publishWaiting() {
    List<Waiting> batch = new ArrayList<>();
    waiting.drainTo(batch, MOST_AT_ONCE);
    if (batch.isEmpty()) {
      return;
    }
    try {
      Channel channel = publishingChannel();
      for (Waiting each : batch) {
        channel.basicPublish(NAME, NAME, properties(each.push()), each.push().body());
      }
      // False when the broker has refused at least one: the queue is full.
      if (!channel.waitForConfirms(config.confirmTimeout().toMillis())) {
        throw new IOException("the queue is full");
      }
      batch.forEach(each -> each.kept().complete(null));
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      notKept(batch, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      notKept(batch, e);
    }
  }

  private void notKept(List<Waiting> batch, Exception why) {
    close(publishing);
    publishing = null;
    batch.forEach(each -> each.kept().completeExceptionally(new NotKept(why)));
  }

  private Channel publishingChannel() throws IOException, TimeoutException {
    if (publishing == null || !publishing.isOpen()) {
      close(publishing);
      publishing = open("pushes");
      publishing.confirmSelect();
    }
    return publishing;
  }

  private Channel open(String what) throws IOException, TimeoutException {
    Connection connection = BrokerConnections.open(broker, "gateway " + what);
    Channel channel = connection.createChannel();
    channel.exchangeDeclare(DEAD_EXCHANGE, BuiltinExchangeType.DIRECT, true);
    channel.queueDeclare(DEAD, true, false, false, Map.of("x-queue-type", "quorum"));
    channel.queueBind(DEAD, DEAD_EXCHANGE, NAME);
    channel.queueDeclare(
        NAME,
        true,
        false,
        false,
        Map.of(
            "x-queue-type",
            "quorum",
            "x-single-active-consumer",
            true,
            "x-max-length-bytes",
            config.mostBytes(),
            "x-overflow",
            "reject-publish",
            "x-dead-letter-exchange",
            DEAD_EXCHANGE,
            "x-dead-letter-routing-key",
            NAME,
            "x-dead-letter-strategy",
            "at-least-once"));
    // Of its own name: the broker lets the gateway's user write to no other.
    channel.exchangeDeclare(NAME, BuiltinExchangeType.DIRECT, true);
    channel.queueBind(NAME, NAME, NAME);
    return channel;
  }

  // --- handing on

  /**
   * Gives each push to the handler, one after the other; the next one when the one before was
   * settled. Comes back when the broker has gone away: call it again then.
   *
   * @param ended called once, when nothing will be delivered any more
   */
  void consume(Consumer<Delivered> handler, Runnable ended) {
    AtomicBoolean told = new AtomicBoolean();
    Runnable once =
        () -> {
          if (told.compareAndSet(false, true)) {
            ended.run();
          }
        };
    consumer.execute(
        () -> {
          try {
            close(consuming);
            consuming = open("delivery");
            consuming.basicQos(1);
            consuming.addShutdownListener(cause -> once.run());
            consuming.basicConsume(NAME, false, consumerOf(consuming, handler));
          } catch (IOException | TimeoutException | ShutdownSignalException e) {
            LOG.debug("The broker is away", e);
            close(consuming);
            once.run();
          }
        });
  }

  private DefaultConsumer consumerOf(Channel channel, Consumer<Delivered> handler) {
    return new DefaultConsumer(channel) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        handler.accept(new Delivered(push(properties, body), channel, envelope.getDeliveryTag()));
      }
    };
  }

  /** It was taken: forget it. */
  void done(Delivered delivered) {
    settle(delivered, channel -> channel.basicAck(delivered.tag(), false));
  }

  /** It will never be taken: to the dead queue. */
  void refused(Delivered delivered) {
    settle(delivered, channel -> channel.basicNack(delivered.tag(), false, false));
  }

  /** Back to its place, to be delivered again, perhaps to another replica. */
  void back(Delivered delivered) {
    settle(delivered, channel -> channel.basicNack(delivered.tag(), false, true));
  }

  private void settle(Delivered delivered, Settlement settlement) {
    consumer.execute(
        () -> {
          try {
            settlement.on(delivered.channel());
          } catch (IOException | ShutdownSignalException e) {
            LOG.debug("A push that was settled comes again", e);
          }
        });
  }

  /** Asks the broker how many there are. */
  void count() {
    publisher.execute(
        () -> {
          try {
            messages.set(publishingChannel().messageCount(NAME));
            deadLetters.set(publishingChannel().messageCount(DEAD));
          } catch (IOException | TimeoutException | ShutdownSignalException e) {
            LOG.debug("The pushes are not counted now", e);
          }
        });
  }

  @PreDestroy
  void close() {
    publisher.execute(() -> close(publishing));
    consumer.execute(() -> close(consuming));
    publisher.shutdown();
    consumer.shutdown();
    try {
      publisher.awaitTermination(1, TimeUnit.SECONDS);
      consumer.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Channel channel) {
    if (channel != null) {
      channel.getConnection().abort(BrokerConnections.TIMEOUT_MILLIS);
    }
  }

  // --- as messages

  private static AMQP.BasicProperties properties(KeptPush push) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("user", push.user());
    headers.put("device", push.device());
    headers.put("storedAt", push.storedAt().toString());
    headers.put("requestId", push.requestId());
    if (push.language() != null) {
      headers.put("language", push.language());
    }
    if (push.traceparent() != null) {
      headers.put(TraceParent.NAME, push.traceparent());
    }
    return new AMQP.BasicProperties.Builder()
        .contentType(push.contentType())
        .contentEncoding(push.encoding())
        .deliveryMode(PERSISTENT)
        .messageId(push.id())
        .headers(headers)
        .build();
  }

  private static KeptPush push(AMQP.BasicProperties properties, byte[] body) {
    Map<String, Object> headers =
        properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    return new KeptPush(
        properties.getMessageId(),
        text(headers, "user"),
        text(headers, "device"),
        Instant.parse(headers.getOrDefault("storedAt", Instant.EPOCH).toString()),
        properties.getContentType(),
        properties.getContentEncoding(),
        text(headers, "language"),
        text(headers, "requestId"),
        text(headers, TraceParent.NAME),
        body);
  }

  private static String text(Map<String, Object> headers, String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
  }

  private record Waiting(KeptPush push, CompletableFuture<Void> kept) {}

  /** A push the broker has handed over and wants to hear about. */
  record Delivered(KeptPush push, Channel channel, long tag) {
    /** Whether the broker still waits for word; else it has given the push to another consumer. */
    boolean isOurs() {
      return channel.isOpen();
    }
  }

  private interface Settlement {
    void on(Channel channel) throws IOException;
  }

  /** The broker did not confirm: the phone keeps what it has. */
  static final class NotKept extends RuntimeException {
    NotKept(Exception cause) {
      super("the broker did not confirm: " + cause, cause);
    }
  }
}
