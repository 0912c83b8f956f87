package id.loket.gateway.push;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.BrokerConnections;
import id.loket.kit.tls.Authorities;
import id.loket.kit.work.OutageLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes pushes to the broker. One counts as kept when a queue has it and the broker has confirmed
 * it. A broker that is away takes nothing but that from the gateway.
 */
@Singleton
class PushPublisher {
  private static final int MOST_WAITING = 2_000;
  private static final int MOST_AT_ONCE = 200;

  private final BrokerConfig broker;
  private final Authorities authorities;
  private final PushConfig config;
  private final OutageLog outage = new OutageLog(PushPublisher.class, "Pushes cannot be kept");
  private final ExecutorService publisher =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("loket-push-publisher").daemon().factory());
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Set<String> returned = ConcurrentHashMap.newKeySet();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong deadLetters = new AtomicLong();
  private volatile boolean works;
  private Channel channel;

  PushPublisher(
      BrokerConfig broker, Authorities authorities, PushConfig config, MeterRegistry metrics) {
    this.broker = broker;
    this.authorities = authorities;
    this.config = config;
    Gauge.builder("loket.queue.messages", messages, AtomicLong::get)
        .tag("queue", PushTopology.NAME)
        .register(metrics);
    Gauge.builder("loket.queue.dead.letters", deadLetters, AtomicLong::get)
        .tag("queue", PushTopology.NAME)
        .register(metrics);
  }

  /** Whether a push that came now would be kept, as far as is known. */
  boolean works() {
    return works;
  }

  /** Completes when the broker has it on disk; fails with {@link NotKept} when it may have not. */
  CompletableFuture<Void> keep(KeptPush push) {
    return publish(PushTopology.NAME, PushTopology.partitionOf(push.device()), push, null);
  }

  /**
   * Puts a push into the dead queue, for people to look at.
   *
   * @param reason goes with it, as the header {@code loket-reason}
   */
  CompletableFuture<Void> bury(KeptPush push, String reason) {
    return publish(PushTopology.DEAD_EXCHANGE, PushTopology.NAME, push, reason);
  }

  private CompletableFuture<Void> publish(
      String exchange, String queue, KeptPush push, String reason) {
    Waiting one = new Waiting(exchange, queue, push, reason, new CompletableFuture<>());
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
      Channel open = open();
      for (Waiting each : batch) {
        // Mandatory: one that no queue takes comes back, before it is confirmed.
        open.basicPublish(
            each.exchange(),
            each.queue(),
            true,
            each.push().properties(each.reason()),
            each.push().body());
      }
      // False when the broker has refused at least one: the queue is full.
      if (!open.waitForConfirms(config.confirmTimeout().toMillis())) {
        throw new IOException("the queue is full");
      }
      if (!returned.isEmpty()) {
        throw new IOException("a queue is not there");
      }
      works = true;
      batch.forEach(each -> each.kept().complete(null));
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      notKept(batch, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      notKept(batch, e);
    }
  }

  private void notKept(List<Waiting> batch, Exception why) {
    works = false;
    outage.failed(why);
    close(channel);
    channel = null;
    batch.forEach(each -> each.kept().completeExceptionally(new NotKept(why)));
  }

  private Channel open() throws IOException, TimeoutException {
    if (channel == null || !channel.isOpen()) {
      close(channel);
      returned.clear();
      channel = BrokerConnections.open(broker, authorities, "gateway pushes").createChannel();
      PushTopology.declare(channel, config.mostBytes());
      channel.confirmSelect();
      channel.addReturnListener(
          (code, text, exchange, queue, properties, body) -> returned.add(queue));
      channel.addShutdownListener(cause -> works = false);
    }
    return channel;
  }

  /** Asks the broker how many there are, and so whether it is there. */
  @Scheduled(every = "${loket.push.look-every}")
  void look() {
    publisher.execute(
        () -> {
          try {
            long all = 0;
            for (String queue : PushTopology.queues()) {
              all += open().messageCount(queue);
            }
            messages.set(all);
            deadLetters.set(open().messageCount(PushTopology.DEAD));
            works = true;
            outage.worked();
          } catch (IOException | TimeoutException | ShutdownSignalException e) {
            notKept(List.of(), e);
          }
        });
  }

  @PreDestroy
  void close() {
    publisher.execute(() -> close(channel));
    publisher.shutdown();
    try {
      publisher.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Channel channel) {
    if (channel != null) {
      channel.getConnection().abort(BrokerConnections.TIMEOUT_MILLIS);
    }
  }

  private record Waiting(
      String exchange, String queue, KeptPush push, String reason, CompletableFuture<Void> kept) {}

  /** The broker did not confirm: the phone keeps what it has. */
  static final class NotKept extends RuntimeException {
    NotKept(Exception cause) {
      super("the broker did not confirm: " + cause, cause);
    }
  }
}
