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
 * change the queue. Killed at any point, the lease ends, or the time to look at what was just
 * written comes, and it is done again (I6): a receiver may see an event twice, with the same id,
 * and never not at all.
 */
@Singleton
class DeliveryAttempts {
  private static final Duration LOOK_AFTER_FORMER = Duration.ofSeconds(1);

  private final DeliveryStore store;
  private final WebhookQueue queue;
  private final Pauses pauses;
  private final WebhookSender sender;
  private final Endpoints endpoints;
  private final WebhookMetrics metrics;
  private final Traces traces;
  private final WebhookConfig config;
  private final RetrySchedule schedule;

  DeliveryAttempts(
      DeliveryStore store,
      WebhookQueue queue,
      Pauses pauses,
      WebhookSender sender,
      Endpoints endpoints,
      WebhookMetrics metrics,
      Traces traces,
      WebhookConfig config) {
    this.store = store;
    this.queue = queue;
    this.pauses = pauses;
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
   * Attempts a delivery whose turn has come.
   *
   * @param endpoint its receiver, empty when it was removed
   */
  Uni<Void> attempt(Turn turn, Optional<Endpoint> endpoint) {
    return owed(turn, endpoint).chain(owed -> attempt(turn, endpoint, owed));
  }

  /** Leaves a delivery whose attempt does not end in time to the other replicas. */
  Uni<Void> handBack(Turn turn) {
    return switch (turn) {
      case Turn.Queued(Claim claim) -> queue.reschedule(claim, Instant.now());
      case Turn.Fresh fresh -> queue.enqueue(fresh.delivery());
    };
  }

  /** What was just written is known, unless something else may be owed before it. */
  private Uni<Owed> owed(Turn turn, Optional<Endpoint> endpoint) {
    return turn instanceof Turn.Fresh fresh
            && endpoint.filter(known -> !fresh.mayHaveFormer(known)).isPresent()
        ? Uni.createFrom().item(Owed.only(fresh.delivery(), fresh.event()))
        : store.owed(turn.invoiceNumber());
  }

  private Uni<Void> finish(Turn turn) {
    return switch (turn) {
      case Turn.Queued(Claim claim) -> queue.finish(claim);
      case Turn.Fresh fresh -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> comeBack(Turn turn, Delivery delivery, Instant then) {
    return switch (turn) {
      case Turn.Queued(Claim claim) -> queue.reschedule(claim, then);
      case Turn.Fresh fresh -> queue.enqueue(delivery, then);
    };
  }

  private Uni<Void> attempt(Turn turn, Optional<Endpoint> endpoint, Owed owed) {
    Optional<Delivery> wanted = owed.delivery(turn.deliveryId()).filter(Delivery::isPending);
    if (wanted.isEmpty()) {
      return finish(turn); // delivered or given up before, only the queue did not know
    }
    Delivery delivery = wanted.get();
    Optional<Delivery> former = owed.formerOf(delivery);
    if (former.isPresent()) {
      return comeBack(turn, delivery, afterwards(former.get()));
    }
    if (endpoint.filter(Endpoint::isEnabled).isPresent()) {
      return send(turn, endpoint.get(), owed, delivery);
    }
    // What the lane knows may be older than an administrator's word: nothing is given up on that.
    return endpoints
        .find(delivery.endpointId())
        .chain(
            current ->
                current.filter(Endpoint::isEnabled).isPresent()
                    ? send(turn, current.get(), owed, delivery)
                    : giveUp(turn, owed, delivery, current));
  }

  private Uni<Void> giveUp(Turn turn, Owed owed, Delivery delivery, Optional<Endpoint> endpoint) {
    String reason = endpoint.isEmpty() ? "endpoint-removed" : "endpoint-disabled";
    return giveUp(turn, owed, delivery, delivery.dead(reason, null, delivery.attempts(), now()));
  }

  private Uni<Void> send(Turn turn, Endpoint endpoint, Owed owed, Delivery delivery) {
    String body = owed.bodies().get(delivery.eventId());
    return traces
        .continued(
            owed.traceparent(),
            "deliver " + delivery.type(),
            SpanKind.INTERNAL,
            () -> sender.send(endpoint, delivery, body))
        .chain(answer -> conclude(turn, endpoint, owed, delivery, answer));
  }

  private Uni<Void> conclude(
      Turn turn, Endpoint endpoint, Owed owed, Delivery delivery, Answer answer) {
    Instant now = now();
    Integer status = answer instanceof Answer.Status given ? given.code() : null;
    Next next = schedule.after(delivery.attempts(), answer, now, ThreadLocalRandom.current());
    metrics.attempted(next);
    Uni<Void> consequence =
        switch (next) {
          case Next.Delivered() -> {
            metrics.delivered(delivery, now);
            yield store
                .delivered(delivery.delivered(status, now))
                .chain(() -> goOn(turn, owed, delivery));
          }
          case Next.GiveUp(String reason) ->
              giveUp(
                  turn,
                  owed,
                  delivery,
                  delivery.dead(reason, status, delivery.attempts() + 1, now));
          case Next.Retry(Instant at, String reason) ->
              putOff(turn, delivery, delivery.retried(at, reason, status));
        };
    return beforehand(endpoint, answer, now).chain(() -> consequence);
  }

  /** What an answer means for the receiver as a whole. */
  private Uni<Void> beforehand(Endpoint endpoint, Answer answer, Instant now) {
    return switch (answer) {
      case Answer.Status status when status.isGone() -> endpoints.disable(endpoint, "gone");
      case Answer.Status status when status.asksToSlowDown() ->
          pause(endpoint, atMost(status.wanted(now).orElse(config.slowDown())));
      default -> Uni.createFrom().voidItem();
    };
  }

  /** Without Redis only this replica knows; what came of the attempt is written all the same. */
  private Uni<Void> pause(Endpoint endpoint, Duration howLong) {
    return pauses.pause(endpoint.id(), howLong).onFailure().recoverWithNull();
  }

  private Uni<Void> giveUp(Turn turn, Owed owed, Delivery before, Delivery dead) {
    return store.update(before, dead).chain(() -> goOn(turn, owed, before));
  }

  private Uni<Void> goOn(Turn turn, Owed owed, Delivery ended) {
    return finish(turn).chain(() -> enqueueNext(owed.nextOf(ended)));
  }

  private Uni<Void> enqueueNext(Optional<Delivery> next) {
    return next.map(queue::enqueue).orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> putOff(Turn turn, Delivery before, Delivery after) {
    return store.update(before, after).chain(() -> comeBack(turn, after, after.nextAttemptAt()));
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
