package id.loket.payment.event;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.event.WaitingEvents;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.payment.log.OutageLog;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes what status changes left in the invoices' partitions, in order per invoice, and marks
 * it once the broker has confirmed. A crash between the two publishes again; consumers know an
 * event by its id. Replicas may overlap: each sends an invoice's events in order, so the first
 * sight of every event is in order too.
 */
@Singleton
public class EventRelay {
  private static final int INVOICES_AT_ONCE = 100;
  private static final int INVOICES_WAITING = 10_000;
  private static final int FIRST = 1;

  private final EventStore store;
  private final EventPublisher publisher;
  private final WorkUnderWay work;
  private final WaitingEvents metrics;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  // First events: nothing of their invoice goes before them, so the store need not be asked.
  private final BlockingQueue<Event> first = new LinkedBlockingQueue<>(INVOICES_WAITING);
  private final AtomicBoolean relaying = new AtomicBoolean();
  private final OutageLog sweeps = new OutageLog(EventRelay.class, "Cannot look for events");
  private final OutageLog sending = new OutageLog(EventRelay.class, "Events wait");
  private volatile boolean stopped;

  EventRelay(EventStore store, EventPublisher publisher, WorkUnderWay work, WaitingEvents metrics) {
    this.store = store;
    this.publisher = publisher;
    this.work = work;
    this.metrics = metrics;
  }

  /** Asks for an event that was just written to leave now; without it, the next sweep finds it. */
  public void wake(String number, InvoiceEvent event) {
    if (event.sequence() == FIRST) {
      first.offer(
          new Event(
              event.id(),
              event.type(),
              number,
              event.time(),
              event.message(),
              event.traceparent()));
    } else if (waiting.size() < INVOICES_WAITING) {
      waiting.add(number);
    }
    start();
  }

  @Scheduled(every = "${loket.events.sweep-every}", delayed = "2s")
  Uni<Void> sweep() {
    if (relaying.get()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .waiting(INVOICES_AT_ONCE)
        .invoke(sweeps::worked)
        .invoke(found -> waiting.addAll(found.invoices()))
        .invoke(found -> metrics.found(found.events(), found.oldest()))
        .invoke(this::start)
        .onFailure()
        .invoke(sweeps::failed)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  void stop(@Observes ShutdownEvent shutdown) {
    stopped = true;
  }

  private void start() {
    if (stopped || nothingWaits() || !relaying.compareAndSet(false, true)) {
      return;
    }
    List<String> batch = waiting.stream().limit(INVOICES_AT_ONCE).toList();
    batch.forEach(waiting::remove);
    work.doing(() -> relay(batch, firstEvents()))
        .subscribe()
        .with(
            done -> {
              sending.worked();
              relaying.set(false);
              start();
            },
            failure -> {
              sending.failed(failure);
              waiting.clear(); // the sweep finds them again
              first.clear();
              relaying.set(false);
            });
  }

  private boolean nothingWaits() {
    return waiting.isEmpty() && first.isEmpty();
  }

  private List<Event> firstEvents() {
    List<Event> events = new ArrayList<>();
    first.drainTo(events, INVOICES_AT_ONCE);
    return events;
  }

  private Uni<Void> relay(Collection<String> numbers, List<Event> firstEvents) {
    return Multi.createFrom()
        .iterable(numbers)
        .onItem()
        .transformToUniAndMerge(store::unpublished)
        .collect()
        .in(() -> firstEvents, List::addAll)
        .chain(this::publish);
  }

  private Uni<Void> publish(List<Event> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return publisher
        .publish(events)
        .chain(
            () ->
                Multi.createFrom()
                    .iterable(events)
                    .onItem()
                    .transformToUniAndMerge(store::published)
                    .toUni()
                    .replaceWithVoid());
  }
}
