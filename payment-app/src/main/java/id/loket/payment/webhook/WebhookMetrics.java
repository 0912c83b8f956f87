package id.loket.payment.webhook;

import id.loket.payment.webhook.RetrySchedule.Next;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** What operators watch: how late webhooks are, how many wait, how many are dead. */
@Singleton
class WebhookMetrics {
  private static final int DEAD_TOGETHER = 250;
  private static final int MOST_DEAD_COUNTED = 5000;

  private final MeterRegistry registry;
  private final Endpoints endpoints;
  private final DeliveryLists lists;
  private final WebhookQueue queue;
  private final Timer lag;
  private final AtomicLong depth;
  private final AtomicLong dead;

  WebhookMetrics(
      MeterRegistry registry, Endpoints endpoints, DeliveryLists lists, WebhookQueue queue) {
    this.registry = registry;
    this.endpoints = endpoints;
    this.lists = lists;
    this.queue = queue;
    this.lag =
        Timer.builder("loket.webhook.lag")
            .description("from the event to its delivery")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
    this.depth = registry.gauge("loket.webhook.queue.depth", new AtomicLong());
    this.dead = registry.gauge("loket.webhook.dead", new AtomicLong());
  }

  void attempted(Next next) {
    String result =
        switch (next) {
          case Next.Delivered delivered -> "delivered";
          case Next.Retry retry -> "retry";
          case Next.GiveUp givenUp -> "dead";
        };
    registry.counter("loket.webhook.attempts", "result", result).increment();
  }

  void delivered(Delivery delivery, Instant now) {
    lag.record(Duration.between(delivery.createdAt(), now));
  }

  /** Reads no more than the days deliveries are listed for, and the dead themselves. */
  @Scheduled(
      every = "${loket.webhook.count-dead-every}",
      delayed = "5s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> countDead() {
    return countDead(null, 0).invoke(dead::set).onFailure().recoverWithNull().replaceWithVoid();
  }

  private Uni<Long> countDead(String cursor, long before) {
    return lists
        .page(DeliveryState.DEAD, DEAD_TOGETHER, cursor)
        .chain(
            page -> {
              long count = before + page.items().size();
              return page.next() == null || count >= MOST_DEAD_COUNTED
                  ? Uni.createFrom().item(count)
                  : countDead(page.next(), count);
            });
  }

  @Scheduled(every = "10s", delayed = "5s")
  Uni<Void> measureDepth() {
    return endpoints
        .all()
        .onItem()
        .transformToMulti(Multi.createFrom()::iterable)
        .onItem()
        .transformToUniAndConcatenate(endpoint -> queue.depth(endpoint.id()))
        .collect()
        .in(AtomicLong::new, AtomicLong::addAndGet)
        .invoke(sum -> depth.set(sum.get()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }
}
