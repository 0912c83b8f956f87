package id.loket.ticket.order;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import io.micrometer.core.instrument.Counter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Ends orders whose event is off, and raises the alarm for steps that are late. */
@Singleton
class OrderSweeps {
  private static final Logger LOG = Logger.getLogger(OrderSweeps.class);
  private static final int PER_SWEEP = 100;

  private final Pool pool;
  private final OrderStore store;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final OrderConfig config;
  private final Counter late;
  private final Job alarms;
  private final Sweep<UUID> calledOff;

  OrderSweeps(
      Pool pool,
      OrderStore store,
      Orders orders,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      OrderConfig config,
      Jobs jobs) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.config = config;
    this.late = jobs.taken("late-order-steps");
    this.alarms = jobs.job(OrderSweeps.class, "Late steps are told later", this::tellAllLate);
    this.calledOff =
        jobs.sweep(
            "orders-of-cancelled-events",
            OrderSweeps.class,
            () -> store.ofCancelledEvents(pool, PER_SWEEP),
            orders::eventCancelled);
  }

  /** The data of {@code order.step_late}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  public record StepLate(UUID orderId, Step step, Instant due) {}

  @Produces
  @Singleton
  DueWork ofCancelledEvents() {
    return new DueWork(
        "orders-of-cancelled-events",
        "select now() from event where status = 'CANCELLED' and not bookings_ended limit 1",
        calledOff::run);
  }

  /** A step nobody has done and nobody was told of yet. */
  @Produces
  @Singleton
  DueWork lateSteps() {
    String open =
        Stream.of(Step.values())
            .map(step -> "(%s is null and not ('%s' = any (late)))".formatted(step.column(), step))
            .collect(Collectors.joining(" or "));
    return new DueWork(
        "late-order-steps",
        """
        select min(created_at) + %d * interval '1 millisecond' from shop_order
        where status <> 'CANCELLED'
          and (invoice_at is null or fulfilment_at is null or forecasting_at is null
            or logistic_at is null)
          and (%s)
        """
            .formatted(config.stepLimit().toMillis(), open),
        alarms::run);
  }

  private Uni<Void> tellAllLate() {
    return Multi.createFrom()
        .items(Step.values())
        .onItem()
        .transformToUniAndConcatenate(
            step -> pool.withTransaction(transaction -> tellLate(transaction, step)))
        .collect()
        .last()
        .invoke(relay::wake)
        .replaceWithVoid();
  }

  private Uni<Void> tellLate(SqlConnection transaction, Step step) {
    return store
        .markLate(transaction, step, config.stepLimit(), PER_SWEEP)
        .invoke(found -> late.increment(found.size()))
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .onItem()
        .transformToUniAndConcatenate(
            found -> {
              LOG.warnf("Order %s: step %s is late", found.orderId(), found.step());
              StepLate data =
                  new StepLate(
                      found.orderId(), found.step(), found.createdAt().plus(config.stepLimit()));
              Event event =
                  Event.now("order.step_late", found.orderId().toString(), json.write(data));
              return outbox.append(
                  transaction, found.traceparent() == null ? event : event.in(found.traceparent()));
            })
        .collect()
        .last()
        .replaceWithVoid();
  }
}
