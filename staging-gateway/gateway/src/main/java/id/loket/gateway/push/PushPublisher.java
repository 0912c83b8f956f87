package id.loket.gateway.push;

import com.rabbitmq.client.Channel;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.event.BrokerUnavailable;
import id.loket.kit.event.ConfirmedPublisher;
import id.loket.kit.event.ConfirmedPublisher.Outgoing;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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

  private final ConfirmedPublisher broker;
  private final OutageLog outage = new OutageLog(PushPublisher.class, "Pushes cannot be kept");
  private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong deadLetters = new AtomicLong();
  private volatile boolean works;

  PushPublisher(
      BrokerConfig broker, Authorities authorities, PushConfig config, MeterRegistry metrics) {
    this.broker =
        new ConfirmedPublisher(
            broker,
            authorities,
            "gateway pushes",
            config.confirmTimeout(),
            channel -> {
              PushTopology.declare(channel, config.mostBytes());
              channel.addShutdownListener(cause -> works = false);
            });
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

  /** Completes when the broker has it on disk; fails when it may have not. */
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
    Waiting one =
        new Waiting(
            new Outgoing(exchange, queue, push.properties(reason), push.body()),
            new CompletableFuture<>());
    if (waiting.offer(one)) {
      broker.execute(this::publishWaiting);
    } else {
      one.kept().completeExceptionally(new IOException("too many at once"));
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
      broker.connected(open -> publish(open, batch));
      works = true;
      batch.forEach(each -> each.kept().complete(null));
    } catch (BrokerUnavailable e) {
      isAway(e);
      batch.forEach(each -> each.kept().completeExceptionally(e));
    }
  }

  private Void publish(Channel open, List<Waiting> batch)
      throws IOException, TimeoutException, InterruptedException {
    if (!broker.send(open, batch.stream().map(Waiting::message).toList()).isEmpty()) {
      throw new IOException("a queue is not there");
    }
    return null;
  }

  private void isAway(BrokerUnavailable why) {
    works = false;
    outage.failed(why);
  }

  /** Asks the broker how many there are, and so whether it is there. */
  @Scheduled(every = "${loket.push.look-every}")
  void look() {
    broker.execute(
        () -> {
          try {
            broker.connected(this::count);
            works = true;
            outage.worked();
          } catch (BrokerUnavailable e) {
            isAway(e);
          }
        });
  }

  private Void count(Channel open) throws IOException {
    long all = 0;
    for (String queue : PushTopology.queues()) {
      all += open.messageCount(queue);
    }
    messages.set(all);
    deadLetters.set(open.messageCount(PushTopology.DEAD));
    return null;
  }

  @PreDestroy
  void close() {
    broker.close();
  }

  private record Waiting(Outgoing message, CompletableFuture<Void> kept) {}
}
