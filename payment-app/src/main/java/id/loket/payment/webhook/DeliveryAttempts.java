package id.loket.payment.webhook;

import id.loket.kit.trace.Traces;
import id.loket.payment.webhook.DeliveryStore.Owed;
import id.loket.payment.webhook.RetrySchedule.Next;
import id.loket.payment.webhook.WebhookQueue.Claim;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One attempt at one delivery: read what is owed, send it, write what came of it, and only then
 * change the queue. Killed at any point, the lease ends and it is done again (I6): a receiver may
 * see an event twice, with the same id, and never not at all.
 */
@Singleton
class DeliveryAttempts {
  private static final Duration LOOK_AFTER_FORMER = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final WebhookQueue queue;
  private final WebhookSender sender;
  private final Endpoints endpoints;
  private final WebhookMetrics metrics;
  private final Traces traces;
  private final WebhookConfig config;
  private final RetrySchedule schedule;

  DeliveryAttempts(
      DeliveryStore store,
      WebhookQueue queue,
      WebhookSender sender,
      Endpoints endpoints,
      WebhookMetrics metrics,
      Traces traces,
      WebhookConfig config) {
    this.store = store;
    this.queue = queue;
    this.sender = sender;
    this.endpoints = endpoints;
    this.metrics = metrics;
    this.traces = traces;
    this.config = config;
    this.schedule =
        new RetrySchedule(
            config.schedule(), config.jitter(), config.longestWait(), config.longestPause());
  }

  /**
   * Attempts a claimed delivery.
   *
   * @param endpoint its receiver, empty when it was removed
   */
  Uni<Void> attempt(Claim claim, Optional<Endpoint> endpoint) {
    return store.owed(claim.entry().invoiceNumber()).chain(owed -> attempt(claim, endpoint, owed));
  }

  private Uni<Void> attempt(Claim claim, Optional<Endpoint> endpoint, Owed owed) {
    Optional<Delivery> wanted =
        owed.delivery(claim.entry().deliveryId()).filter(Delivery::isPending);
    if (wanted.isEmpty()) {
      return queue.finish(claim); // delivered or given up before, only the queue did not know
    }
    Delivery delivery = wanted.get();
    Optional<Delivery> former = owed.formerOf(delivery);
    if (former.isPresent()) {
      return queue.reschedule(claim, afterwards(former.get()));
    }
    if (endpoint.filter(Endpoint::isEnabled).isPresent()) {
      return send(claim, endpoint.get(), owed, delivery);
    }
    // What the lane knows may be older than an administrator's word: nothing is given up on that.
    return endpoints
        .find(delivery.endpointId())
        .chain(
            current ->
                current.filter(Endpoint::isEnabled).isPresent()
                    ? send(claim, current.get(), owed, delivery)
                    : giveUp(claim, owed, delivery, current));
  }

  private Uni<Void> giveUp(Claim claim, Owed owed, Delivery delivery, Optional<Endpoint> endpoint) {
    String reason = endpoint.isEmpty() ? "endpoint-removed" : "endpoint-disabled";
    return settle(claim, owed, delivery, delivery.dead(reason, null, delivery.attempts(), now()));
  }

  private Uni<Void> send(Claim claim, Endpoint endpoint, Owed owed, Delivery delivery) {
    String body = owed.bodies().get(delivery.eventId());
    return traces
        .continued(
            owed.traceparent(),
            "deliver " + delivery.type(),
            SpanKind.INTERNAL,
            () -> sender.send(endpoint, delivery, body))
        .chain(answer -> conclude(claim, endpoint, owed, delivery, answer));
  }

  private Uni<Void> conclude(
      Claim claim, Endpoint endpoint, Owed owed, Delivery delivery, Answer answer) {
    Instant now = now();
    Integer status = answer instanceof Answer.Status given ? given.code() : null;
    Next next = schedule.after(delivery.attempts(), answer, now, ThreadLocalRandom.current());
    metrics.attempted(next);
    Uni<Void> consequence =
        switch (next) {
          case Next.Delivered() -> {
            metrics.delivered(delivery, now);
            yield settle(claim, owed, delivery, delivery.delivered(status, now));
          }
          case Next.GiveUp(String reason) ->
              settle(
                  claim,
                  owed,
                  delivery,
                  delivery.dead(reason, status, delivery.attempts() + 1, now));
          case Next.Retry(Instant at, String reason) ->
              putOff(claim, delivery, delivery.retried(at, reason, status));
        };
    return beforehand(endpoint, answer, now).chain(() -> consequence);
  }

  /** What an answer means for the receiver as a whole. */
  private Uni<Void> beforehand(Endpoint endpoint, Answer answer, Instant now) {
    return switch (answer) {
      case Answer.Status status when status.isGone() -> endpoints.disable(endpoint, "gone");
      case Answer.Status status when status.asksToSlowDown() ->
          queue.pause(endpoint.id(), atMost(status.wanted(now).orElse(config.slowDown())));
      default -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> settle(Claim claim, Owed owed, Delivery before, Delivery after) {
    return store
        .update(before, after)
        .chain(() -> queue.finish(claim))
        .chain(() -> enqueueNext(owed.nextOf(before)));
  }

  private Uni<Void> enqueueNext(Optional<Delivery> next) {
    return next.map(queue::enqueue).orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> putOff(Claim claim, Delivery before, Delivery after) {
    return store.update(before, after).chain(() -> queue.reschedule(claim, after.nextAttemptAt()));
  }

  private Duration atMost(Duration wait) {
    return wait.compareTo(config.longestPause()) < 0 ? wait : config.longestPause();
  }

  private static Instant afterwards(Delivery former) {
    Instant soon = now().plus(LOOK_AFTER_FORMER);
    return former.nextAttemptAt().isAfter(soon) ? former.nextAttemptAt() : soon;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
