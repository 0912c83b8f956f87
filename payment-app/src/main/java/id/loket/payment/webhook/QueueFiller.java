package id.loket.payment.webhook;

import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueSweep;
import id.loket.payment.due.DueTable;
import id.loket.payment.due.DueTable.Cursor;
import id.loket.payment.log.OutageLog;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the queue say what Cassandra says (I6): at once when Redis has lost it, which one replica
 * does for all; and delivery by delivery when its time has come and it is still owed, because a
 * crash may have come between writing it and queueing it.
 */
@Singleton
class QueueFiller {
  private static final int PAGE = 500;
  private static final int READ_TOGETHER = 32;

  private final DeliveryStore store;
  private final PendingDeliveries pending;
  private final WebhookQueue queue;
  private final WebhookWorker worker;
  private final WebhookConfig config;
  private final WorkUnderWay work;
  private final DueTable due;
  private final DueSweep sweep;
  private final OutageLog outages =
      new OutageLog(QueueFiller.class, "The webhook queue cannot be filled");
  private final OutageLog sweeps =
      new OutageLog(QueueFiller.class, "Cannot look for deliveries that are overdue");

  QueueFiller(
      DeliveryStore store,
      PendingDeliveries pending,
      WebhookQueue queue,
      WebhookWorker worker,
      WebhookConfig config,
      WorkUnderWay work,
      DueTable due) {
    this.store = store;
    this.pending = pending;
    this.queue = queue;
    this.worker = worker;
    this.config = config;
    this.work = work;
    this.due = due;
    this.sweep = due.sweep(DueKind.DELIVERY, this::enqueueOverdue);
  }

  @Scheduled(
      every = "${loket.webhook.poll-every}",
      delayed = "2s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> check() {
    return queue
        .beginsFilling()
        .chain(emptied -> emptied ? work.doing(this::fill) : Uni.createFrom().voidItem())
        .invoke(outages::worked)
        .onFailure()
        .invoke(outages::failed)
        .onFailure()
        .recoverWithNull();
  }

  @Scheduled(
      every = "${loket.webhook.sweep-every}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return work.doing(sweep::run)
        .invoke(sweeps::worked)
        .onFailure()
        .invoke(sweeps::failed)
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> fill() {
    return fillFrom(Cursor.START)
        .chain(queue::isFilled)
        .onFailure()
        .call(cut -> queue.forgetThatItIsFilled().onFailure().recoverWithNull());
  }

  private Uni<Void> fillFrom(Cursor cursor) {
    return pending
        .open(cursor, PAGE)
        .call(open -> pendingOf(open.entries()).chain(this::enqueue))
        .call(queue::goesOnFilling)
        .chain(
            open -> open.next() == null ? Uni.createFrom().voidItem() : fillFrom(open.next()));
  }

  private Uni<List<Delivery>> pendingOf(List<Due> entries) {
    return Multi.createFrom()
        .iterable(entries.stream().map(Due::subject).distinct().toList())
        .onItem()
        .transformToUni(store::of)
        .merge(READ_TOGETHER)
        .onItem()
        .transformToIterable(all -> all)
        .filter(Delivery::isPending)
        .collect()
        .in(ArrayList::new, List::add);
  }

  /** One that is due later has an entry of its own for then. */
  private Uni<Void> enqueueOverdue(List<Due> entries) {
    Instant now = Instant.now();
    return pendingOf(entries)
        .map(
            all ->
                all.stream().filter(one -> !due.after(one.nextAttemptAt()).isAfter(now)).toList())
        .call(overdue -> lookAgain(overdue, now))
        .chain(this::enqueue);
  }

  private Uni<Void> lookAgain(List<Delivery> overdue, Instant now) {
    return Multi.createFrom()
        .iterable(overdue)
        .onItem()
        .transformToUni(delivery -> lookAgain(delivery, now))
        .merge(READ_TOGETHER)
        .toUni()
        .replaceWithVoid();
  }

  private Uni<Void> lookAgain(Delivery overdue, Instant now) {
    String number = overdue.invoiceNumber();
    Instant then = DueTable.nextLook(number, config.lookAgainAfter(), now);
    return due.announce(List.of(new Due(DueKind.DELIVERY, then, number)))
        .chain(() -> store.lookAgain(overdue, then));
  }

  /** Redis being away keeps everything due where it is. */
  private Uni<Void> enqueue(List<Delivery> deliveries) {
    worker.mind(deliveries.stream().map(Delivery::endpointId).distinct().toList());
    return queue
        .enqueueAll(deliveries)
        .onFailure()
        .transform(failure -> new IOException("Redis did not answer: " + failure.getMessage(), failure));
  }
}
