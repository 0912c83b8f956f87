package id.loket.ticket.order;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.ticket.booking.CarriedBookings;
import id.loket.ticket.inventory.Quantity;
import id.loket.ticket.inventory.Stock;
import id.loket.ticket.payment.Settlement;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What can be done with orders. What follows an order is no business of this class: it is told to
 * whoever listens, and they tell back (ADR 0015).
 */
@Singleton
public class Orders {
  private static final Runnable NOTHING = () -> {};

  private final Pool pool;
  private final OrderStore store;
  private final Stock stock;
  private final CarriedBookings bookings;
  private final OrderNews news;
  private final AuditTrail audit;
  private final OutboxRelay relay;
  private final Clock clock;
  private final MeterRegistry metrics;

  Orders(
      Pool pool,
      OrderStore store,
      Stock stock,
      CarriedBookings bookings,
      OrderNews news,
      AuditTrail audit,
      OutboxRelay relay,
      Clock clock,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.stock = stock;
    this.bookings = bookings;
    this.news = news;
    this.audit = audit;
    this.relay = relay;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** What follows a committed order: it is told at once. */
  public void placed() {
    metrics.counter("loket.orders", "status", "placed").increment();
    relay.wake();
  }

  public Uni<Order> find(UUID id) {
    return store.find(pool, id).map(Orders::required);
  }

  /** A page of orders, newest first; null leaves a filter out. */
  public Uni<Page<Order>> list(UUID userId, OrderStatus status, PageQuery query) {
    int limit = query.limit();
    return store
        .list(pool, userId, status, query.cursor().orElse(null), limit + 1)
        .map(found -> Page.of(found, limit, order -> new Cursor(order.createdAt(), order.id())));
  }

  /**
   * Calls an order off for its user, with the booking it carries; what was paid is given back.
   *
   * @param by the administrator who does it for them; empty where they do
   * @return fails with {@code order-not-cancellable} when it is off already, paid and on its way,
   *     or its ticket was used or the event has begun
   */
  public Uni<Order> cancel(UUID id, Optional<Actor> by) {
    return changeNow(
            transaction ->
                change(transaction, id, this::calledOff)
                    .call(
                        changed ->
                            answerFor(
                                transaction, "order.cancelled", required(changed.order()), by)))
        .map(Orders::required);
  }

  private Order calledOff(Order order) {
    Order off = order.cancel(Order.BY_USER, clock.instant());
    if (off == order || order.isOnItsWay()) {
      throw new Problem(OrderProblems.NOT_CANCELLABLE);
    }
    return off;
  }

  /** What an administrator does in somebody's stead is answered for (I12). */
  Uni<Void> answerFor(SqlClient transaction, String act, Order order, Optional<Actor> by) {
    return audit.record(
        transaction, Act.of(act, "order", order.id()).to(Map.of("status", order.status())), by);
  }

  /**
   * The time to pay is over, and payment-app has said how the invoice stands: the same becomes of
   * the order as if it had been told of it.
   *
   * @return false when that does not decide it
   */
  Uni<Boolean> atDeadline(UUID id, String invoiceNumber, Settlement how) {
    return how == Settlement.UNDECIDED
        ? Uni.createFrom().item(false)
        : changeNow(id, order -> has(order, invoiceNumber) ? settled(order, how) : order)
            .replaceWith(true);
  }

  private Order settled(Order order, Settlement how) {
    Instant now = clock.instant();
    return switch (how) {
      case UNPAID -> order.fail(Order.UNPAID, now);
      case FAILED -> order.fail(Order.PAYMENT_FAILED, now);
      case PAID -> order.pay(now);
      case REFUNDED -> order.refund(now);
      case UNDECIDED -> order;
    };
  }

  /**
   * Ends an order that nobody has billed: payment-app does not know of it, so nobody can pay it.
   */
  Uni<Void> endUnbilled(UUID id) {
    return changeNow(
            id,
            order -> order.bill() == null ? order.fail(Order.NOT_BILLED, clock.instant()) : order)
        .replaceWithVoid();
  }

  /** Notes the invoice of an order that nobody told of. */
  Uni<Void> billedUnheard(UUID id, Order.Bill bill) {
    return pool.withTransaction(transaction -> billed(transaction, id, bill))
        .invoke(Runnable::run)
        .invoke(relay::wake)
        .replaceWithVoid();
  }

  private static boolean has(Order order, String invoiceNumber) {
    return order.bill() != null && order.bill().invoiceNumber().equals(invoiceNumber);
  }

  /** Ends an order with the event whose seat it carries. */
  Uni<Void> eventCancelled(UUID id) {
    return changeNow(id, order -> order.cancel(Order.EVENT_CANCELLED, clock.instant()))
        .replaceWithVoid();
  }

  /**
   * Its invoice is there: the booking it carries can be paid with it.
   *
   * @return what is to be run once the transaction is committed; so do the methods below
   */
  Uni<Runnable> billed(SqlClient transaction, UUID id, Order.Bill bill) {
    return store
        .billed(transaction, id, bill)
        .chain(
            booking ->
                booking.isEmpty()
                    ? Uni.createFrom().item(NOTHING)
                    : change(transaction, id, UnaryOperator.identity()).map(Changed::afterwards));
  }

  /** A service has done its part. */
  Uni<Runnable> done(SqlClient transaction, UUID id, Step step, Instant at) {
    Uni<Void> noted = store.done(transaction, id, step, at);
    return step == Step.FULFILMENT
        ? noted
            .chain(() -> store.lock(transaction, id))
            .chain(
                found ->
                    found
                        .map(order -> shipIfLeft(transaction, order))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
            .replaceWith(NOTHING)
        : noted.replaceWith(NOTHING);
  }

  /**
   * Its invoice was paid. One that is off by then stays so: payment-app gives the money back.
   *
   * @param bill its invoice, should nobody have told of it before
   */
  Uni<Runnable> paid(SqlClient transaction, UUID id, Optional<Order.Bill> bill) {
    return bill.map(known -> store.billed(transaction, id, known).replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(() -> change(transaction, id, order -> order.pay(clock.instant())))
        .map(Changed::afterwards);
  }

  /** Its payment failed. */
  Uni<Runnable> paymentFailed(SqlClient transaction, UUID id) {
    return change(transaction, id, order -> order.fail(Order.PAYMENT_FAILED, clock.instant()))
        .map(Changed::afterwards);
  }

  /** Its money was given back. */
  Uni<Runnable> refunded(SqlClient transaction, UUID id) {
    return change(transaction, id, order -> order.refund(clock.instant())).map(Changed::afterwards);
  }

  /** An order as it is now, and what follows once that is committed. */
  private record Changed(Optional<Order> order, Runnable afterwards) {}

  private Uni<Optional<Order>> changeNow(UUID id, UnaryOperator<Order> decide) {
    return changeNow(transaction -> change(transaction, id, decide));
  }

  private Uni<Optional<Order>> changeNow(Function<SqlConnection, Uni<Changed>> change) {
    return pool.withTransaction(change)
        .invoke(changed -> changed.afterwards().run())
        .invoke(relay::wake)
        .map(Changed::order);
  }

  /**
   * Changes an order's status with all that follows in the same transaction: the booking it carries
   * changes with it, its items go back into stock once, because an order is cancelled once (and not
   * at all when they are on their way), and whoever listens is told. Locks the order, then the
   * seat, then stock, as nobody does the other way round.
   */
  private Uni<Changed> change(SqlClient transaction, UUID id, UnaryOperator<Order> decide) {
    return store
        .lock(transaction, id)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(new Changed(found, NOTHING));
              }
              Order before = found.get();
              Order after = decide.apply(before);
              return changeSeat(transaction, after)
                  .call(
                      () ->
                          after == before
                              ? Uni.createFrom().voidItem()
                              : write(transaction, before, after))
                  .map(afterwards -> new Changed(Optional.of(after), afterwards));
            });
  }

  /** The booking an order carries becomes what the order is. */
  private Uni<Runnable> changeSeat(SqlClient transaction, Order order) {
    return order.seat() == null
        ? Uni.createFrom().item(NOTHING)
        : bookings.change(
            transaction,
            order.seat().bookingId(),
            placed -> CarriedSeat.follow(order, placed, clock.instant()));
  }

  private Uni<Void> write(SqlClient transaction, Order before, Order after) {
    boolean off = after.status() == OrderStatus.CANCELLED;
    return before.status() == after.status()
        ? store.update(transaction, after)
        : store
            .update(transaction, after)
            .chain(
                () ->
                    off
                        ? stock.release(transaction, after.id(), quantities(after))
                        : shipIfLeft(transaction, after))
            .chain(
                () ->
                    off
                        ? news.tell(transaction, "order.cancelled", after, before.isOnItsWay())
                        : news.tell(transaction, "order.paid", after))
            .invoke(
                () ->
                    metrics
                        .counter(
                            "loket.orders",
                            "status",
                            after.status().name().toLowerCase(Locale.ROOT))
                        .increment());
  }

  /** What is paid and picked leaves the shelf. */
  private Uni<Void> shipIfLeft(SqlClient transaction, Order order) {
    return order.isOnItsWay()
        ? stock.ship(transaction, order.id(), quantities(order))
        : Uni.createFrom().voidItem();
  }

  private static List<Quantity> quantities(Order order) {
    return order.lines().stream()
        .map(line -> new Quantity(line.store(), line.item(), line.quantity()))
        .toList();
  }

  private static Order required(Optional<Order> order) {
    return order.orElseThrow(() -> new Problem(OrderProblems.NOT_FOUND));
  }
}
