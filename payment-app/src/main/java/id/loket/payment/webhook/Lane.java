package id.loket.payment.webhook;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.payment.webhook.WebhookQueue.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** The deliveries of one receiver: at most so many under way at a time. */
final class Lane {
  private static final Logger LOG = Logger.getLogger(Lane.class);

  private final UUID endpointId;
  private final WebhookQueue queue;
  private final DeliveryAttempts attempts;
  private final WebhookConfig config;
  private final WorkUnderWay work;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicBoolean claiming = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();
  private volatile Service service;

  Lane(
      UUID endpointId,
      WebhookQueue queue,
      DeliveryAttempts attempts,
      WebhookConfig config,
      WorkUnderWay work) {
    this.endpointId = endpointId;
    this.queue = queue;
    this.attempts = attempts;
    this.config = config;
    this.work = work;
  }

  /** What is known of the receiver; nothing of it when it was removed. */
  private record Service(Optional<Endpoint> endpoint) {}

  /** Goes on with the receiver as it is now; null when it was removed. */
  void serve(Endpoint current) {
    service = new Service(Optional.ofNullable(current));
    fill();
  }

  /** Takes as many deliveries as have room. */
  void fill() {
    again.set(true);
    if (service == null || work.isEnding() || !claiming.compareAndSet(false, true)) {
      return; // not known yet, no longer ours, or whoever claims now looks again afterwards
    }
    again.set(false);
    int room = config.perReceiver() - underWay.get();
    if (room <= 0) {
      claiming.set(false);
      return; // the next delivery to end fills again
    }
    queue
        .claim(endpointId, room, Instant.now(), config.lease())
        .subscribe()
        .with(claims -> take(claims, room), this::claimFailed);
  }

  private void take(List<Claim> claims, int room) {
    underWay.addAndGet(claims.size());
    claims.forEach(this::deliver);
    claiming.set(false);
    if (again.get() || claims.size() == room) {
      fill();
    }
  }

  private void claimFailed(Throwable failure) {
    claiming.set(false);
    LOG.debugf("Cannot claim deliveries to %s: %s", endpointId, failure.getMessage());
  }

  private void deliver(Claim claim) {
    work.doing(
            () -> attempts.attempt(claim, service.endpoint()),
            () -> queue.reschedule(claim, Instant.now()))
        .subscribe()
        .with(done -> ended(), failure -> failed(claim, failure));
  }

  private void failed(Claim claim, Throwable failure) {
    // The lease ends and the delivery is taken up again.
    LOG.warnf(
        "Delivery %s is left for later: %s", claim.entry().deliveryId(), failure.getMessage());
    LOG.debug("Why it is left", failure);
    ended();
  }

  private void ended() {
    underWay.decrementAndGet();
    fill();
  }
}
