package id.loket.payment.webhook;

import id.loket.payment.log.OutageLog;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * Makes the queue say what Cassandra says (I6): at once when Redis has lost it, and now and then
 * because a crash may have come between writing a delivery and queueing it.
 */
@Singleton
class QueueFiller {
  private static final int PAGE = 500;
  private static final int QUEUED_TOGETHER = 32;

  private final DeliveryStore store;
  private final WebhookQueue queue;
  private final WebhookWorker worker;
  private final WebhookMetrics metrics;
  private final Duration sweepEvery;
  private final OutageLog outages =
      new OutageLog(QueueFiller.class, "The webhook queue cannot be filled");
  private volatile Instant sweptAt = Instant.EPOCH;

  QueueFiller(
      DeliveryStore store,
      WebhookQueue queue,
      WebhookWorker worker,
      WebhookMetrics metrics,
      WebhookConfig config) {
    this.store = store;
    this.queue = queue;
    this.worker = worker;
    this.metrics = metrics;
    this.sweepEvery = config.sweepEvery();
  }

  @Scheduled(
      every = "${loket.webhook.poll-every}",
      delayed = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> check() {
    return queue
        .wasEmptied()
        .chain(emptied -> emptied || sweepIsDue() ? fill() : Uni.createFrom().voidItem())
        .invoke(outages::worked)
        .onFailure()
        .invoke(outages::failed)
        .onFailure()
        .recoverWithNull();
  }

  private boolean sweepIsDue() {
    return sweptAt.plus(sweepEvery).isBefore(Instant.now());
  }

  private Uni<Void> fill() {
    Instant begun = Instant.now();
    return fillFrom(null)
        .invoke(() -> sweptAt = begun)
        .call(metrics::countDead)
        .onFailure()
        .call(cut -> queue.forgetThatItIsFilled().onFailure().recoverWithNull());
  }

  private Uni<Void> fillFrom(String cursor) {
    return store
        .page(DeliveryState.PENDING, PAGE, cursor)
        .invoke(
            page ->
                worker.mind(
                    page.deliveries().stream().map(Delivery::endpointId).distinct().toList()))
        .call(
            page ->
                Multi.createFrom()
                    .iterable(page.deliveries())
                    .onItem()
                    .transformToUni(queue::enqueue)
                    .merge(QUEUED_TOGETHER)
                    .toUni())
        .chain(page -> page.next() == null ? Uni.createFrom().voidItem() : fillFrom(page.next()));
  }
}
