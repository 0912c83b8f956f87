package id.loket.payment.webhook;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.OutageLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps one lane per receiver going. Lanes share nothing that can run out, so a receiver that hangs
 * delays only its own deliveries.
 */
@Singleton
class WebhookWorker {
  private final Endpoints endpoints;
  private final WebhookQueue queue;
  private final Pauses pauses;
  private final DeliveryAttempts attempts;
  private final WebhookConfig config;
  private final WorkUnderWay work;
  private final Map<UUID, Lane> lanes = new ConcurrentHashMap<>();
  private final OutageLog outages = new OutageLog(WebhookWorker.class, "Webhooks wait");
  private final OutageLog queueing =
      new OutageLog(WebhookWorker.class, "Deliveries wait for the sweep");
  private volatile boolean stopped;

  WebhookWorker(
      Endpoints endpoints,
      WebhookQueue queue,
      Pauses pauses,
      DeliveryAttempts attempts,
      WebhookConfig config,
      WorkUnderWay work) {
    this.endpoints = endpoints;
    this.queue = queue;
    this.pauses = pauses;
    this.attempts = attempts;
    this.config = config;
    this.work = work;
  }

  /**
   * Attempts a delivery that was just written: at once, if its receiver's lane has room, else in
   * turn. Without waiting: should this process end or the queue be away, it is found in Cassandra
   * by the sweep.
   */
  void offer(Turn.Fresh fresh) {
    Lane lane = lanes.get(fresh.delivery().endpointId());
    if (lane == null || stopped) {
      enqueue(fresh.delivery());
    } else {
      lane.offer(fresh);
    }
  }

  /** Queues a delivery that is written already, and does not wait for it either. */
  void enqueue(Delivery delivery) {
    queue
        .enqueue(delivery)
        .invoke(() -> wake(delivery.endpointId()))
        .subscribe()
        .with(done -> queueing.worked(), queueing::failed);
  }

  /** Looks at a receiver's queue now; without it, at the next poll. */
  void wake(UUID endpointId) {
    Lane lane = lanes.get(endpointId);
    if (lane != null && !stopped) {
      lane.fill();
    }
  }

  /** Also receivers nobody knows any more have a lane while something is owed to them. */
  void mind(Collection<UUID> endpointIds) {
    endpointIds.forEach(id -> lanes.computeIfAbsent(id, this::newLane));
  }

  @Scheduled(
      every = "${loket.webhook.poll-every}",
      delayed = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> poll() {
    if (stopped) {
      return Uni.createFrom().voidItem();
    }
    return endpoints
        .all()
        .invoke(outages::worked)
        .invoke(this::keepLanes)
        .onFailure()
        .invoke(outages::failed)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    stopped = true;
  }

  /**
   * Also lanes of receivers that are disabled or removed go on: what they are owed becomes dead.
   */
  private void keepLanes(List<Endpoint> current) {
    Map<UUID, Endpoint> byId =
        current.stream().collect(Collectors.toMap(Endpoint::id, Function.identity()));
    mind(byId.keySet());
    lanes.forEach((id, lane) -> lane.serve(byId.get(id)));
  }

  private Lane newLane(UUID endpointId) {
    return new Lane(endpointId, queue, pauses, attempts, config, work, this::enqueue);
  }
}
