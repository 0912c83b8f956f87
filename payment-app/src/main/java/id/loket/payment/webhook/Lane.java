package id.loket.payment.webhook;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.payment.webhook.WebhookQueue.Claim;
import id.loket.payment.webhook.WebhookQueue.Claims;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The deliveries of one receiver: at most so many under way at a time. What was just written is
 * attempted at once while there is room, nothing else waits and the receiver is not to be left
 * alone; everything else has its turn through the queue.
 */
final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);

  private final UUID endpointId;
  private final WebhookQueue queue;
  private final Pauses pauses;
  private final DeliveryAttempts attempts;
  private final WebhookConfig config;
  private final WorkUnderWay work;
  private final Consumer<Delivery> toQueue;
  // Guarded by this.
  private final Deque<Turn.Fresh> waitingForClaim = new ArrayDeque<>();
  private int underWay;
  private boolean claiming;
  private boolean again;
  private boolean othersWait = true; // until the queue says that there are none
  private volatile Service service;

  Lane(
      UUID endpointId,
      WebhookQueue queue,
      Pauses pauses,
      DeliveryAttempts attempts,
      WebhookConfig config,
      WorkUnderWay work,
      Consumer<Delivery> toQueue) {
    this.endpointId = endpointId;
    this.queue = queue;
    this.pauses = pauses;
    this.attempts = attempts;
    this.config = config;
    this.work = work;
    this.toQueue = toQueue;
  }

  /** What is known of the receiver; nothing of it when it was removed. */
  private record Service(Optional<Endpoint> endpoint) {}

  /** Goes on with the receiver as it is now; null when it was removed. */
  void serve(Endpoint current) {
    service = new Service(Optional.ofNullable(current));
    fill();
  }

  /** Attempts a delivery that was just written, or leaves it to the queue. */
  void offer(Turn.Fresh fresh) {
    switch (admit(fresh)) {
      case NOW -> deliver(fresh);
      case AFTER_CLAIM -> {}
      case QUEUED -> toQueue.accept(fresh.delivery());
    }
  }

  private enum Admission {
    NOW,
    /** How much room there is shows when the claim under way has ended. */
    AFTER_CLAIM,
    QUEUED
  }

  private synchronized Admission admit(Turn.Fresh fresh) {
    boolean isOpen = service != null && !work.isEnding() && !pauses.isPaused(endpointId);
    if (!isOpen || othersWait || underWay + waitingForClaim.size() >= config.perReceiver()) {
      othersWait = true;
      return Admission.QUEUED;
    }
    if (claiming) {
      waitingForClaim.add(fresh);
      return Admission.AFTER_CLAIM;
    }
    underWay++;
    return Admission.NOW;
  }

  /** Takes as many deliveries as have room. */
  void fill() {
    int room = beginClaiming();
    if (room > 0) {
      long asked = System.nanoTime();
      queue
          .claim(endpointId, room, Instant.now(), config.lease())
          .subscribe()
          .with(claims -> take(claims, room, asked), this::claimFailed);
    }
  }

  /** How many to claim; none while they are not ours, or claimed already. */
  private synchronized int beginClaiming() {
    again = true;
    if (service == null || work.isEnding() || claiming) {
      return 0; // not known yet, no longer ours, or whoever claims now looks again afterwards
    }
    again = false;
    int room = config.perReceiver() - underWay;
    claiming = room > 0;
    othersWait |= room <= 0; // the next delivery to end fills again
    return room;
  }

  private void take(Claims claims, int room, long asked) {
    pauses.learn(endpointId, asked, claims.pause());
    boolean isFull = claims.all().size() == room;
    goOn(endClaiming(claims.all(), isFull));
    if (isFull || isAskedAgain()) {
      fill();
    }
  }

  private void claimFailed(Throwable failure) {
    LOG.debugf("Cannot claim deliveries to %s: %s", endpointId, failure.getMessage());
    goOn(endClaiming(List.of(), false));
  }

  /**
   * What follows from a claim.
   *
   * @param turns to be attempted now
   * @param late written meanwhile, and there is no room for them
   */
  private record Outcome(List<Turn> turns, List<Turn.Fresh> late) {}

  private synchronized Outcome endClaiming(List<Claim> claims, boolean isFull) {
    List<Turn> turns = new ArrayList<>();
    claims.forEach(claim -> turns.add(new Turn.Queued(claim)));
    boolean mayGo = !pauses.isPaused(endpointId);
    while (mayGo && !waitingForClaim.isEmpty() && underWay + turns.size() < config.perReceiver()) {
      turns.add(waitingForClaim.poll());
    }
    List<Turn.Fresh> late = List.copyOf(waitingForClaim);
    waitingForClaim.clear();
    othersWait = isFull || !late.isEmpty();
    underWay += turns.size();
    claiming = false;
    return new Outcome(turns, late);
  }

  private void goOn(Outcome outcome) {
    outcome.turns().forEach(this::deliver);
    outcome.late().forEach(fresh -> toQueue.accept(fresh.delivery()));
  }

  private synchronized boolean isAskedAgain() {
    return again;
  }

  private void deliver(Turn turn) {
    work.doing(() -> attempts.attempt(turn, service.endpoint()), () -> attempts.handBack(turn))
        .subscribe()
        .with(done -> ended(), failure -> failed(turn, failure));
  }

  private void failed(Turn turn, Throwable failure) {
    // The lease ends, or its time to be looked at comes, and the delivery is taken up again.
    LOG.warnf("Delivery %s is left for later: %s", turn.deliveryId(), failure.getMessage());
    LOG.debug("Why it is left", failure);
    ended();
  }

  private void ended() {
    if (isRoomWanted()) {
      fill();
    }
  }

  /** What ends makes room, which only those need that wait in the queue. */
  private synchronized boolean isRoomWanted() {
    underWay--;
    return othersWait || again;
  }
}
