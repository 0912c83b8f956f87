package id.loket.payment.event;

import id.loket.kit.event.Event;
import id.loket.kit.event.EventPublisher;
import id.loket.kit.event.WaitingEvents;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.OutageLog;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueSweep;
import id.loket.payment.due.DueTable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Publishes what status changes left in the invoices' partitions, in order per invoice, and marks
 * it once the broker has confirmed. A crash between the two publishes again; consumers know an
 * event by its id. What is not published at once is found by the sweep, which goes on until nothing
 * is left and which replicas share by invoice. They may overlap: each sends an invoice's events in
 * order, so the first sight of every event is in order too.
 */
@Singleton
public class EventRelay {
  private static final int INVOICES_AT_ONCE = 100;
  private static final int INVOICES_WAITING = 10_000;
  private static final int READ_TOGETHER = 32;
  private static final int FIRST = 0;
  private static final Duration LONGEST_SWEEP = Duration.ofMinutes(10);

  private final EventStore store;
  private final EventPublisher publisher;
  private final WorkUnderWay work;
  private final WaitingEvents metrics;
  private final Job job;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  // First events: nothing of their invoice goes before them, so the store need not be asked.
  private final BlockingQueue<Event> first = new LinkedBlockingQueue<>(INVOICES_WAITING);
  private final AtomicBoolean relaying = new AtomicBoolean();
  private final OutageLog sending = new OutageLog(EventRelay.class, "Events wait");
  private volatile boolean stopped;

  EventRelay(
      EventStore store,
      EventPublisher publisher,
      WorkUnderWay work,
      WaitingEvents metrics,
      DueTable due,
      Jobs jobs) {
    this.store = store;
    this.publisher = publisher;
    this.work = work;
    this.metrics = metrics;
    DueSweep sweep = due.sweep(DueKind.EVENT, this::relayDue);
    this.job =
        jobs.job(
                EventRelay.class,
                "Cannot look for events",
                () -> sweep.run().invoke(() -> metrics.found(0, null)))
            .limit(LONGEST_SWEEP);
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
    return job.run();
  }

  /** What is due of events waits until the broker takes it: nothing behind it is lost meanwhile. */
  private Uni<Void> relayDue(List<Due> due) {
    Set<String> numbers = due.stream().map(Due::subject).collect(Collectors.toSet());
    return unpublished(numbers, new ArrayList<>())
        .chain(
            events ->
                publish(events)
                    .onFailure()
                    .invoke(() -> metrics.found(events.size(), oldest(events))));
  }

  private static Instant oldest(List<Event> events) {
    return events.stream().map(Event::time).min(Comparator.naturalOrder()).orElse(null);
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
    return unpublished(numbers, firstEvents).chain(this::publish);
  }

  private Uni<List<Event>> unpublished(Collection<String> numbers, List<Event> before) {
    return Multi.createFrom()
        .iterable(numbers)
        .onItem()
        .transformToUni(store::unpublished)
        .merge(READ_TOGETHER)
        .collect()
        .in(() -> before, List::addAll);
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
