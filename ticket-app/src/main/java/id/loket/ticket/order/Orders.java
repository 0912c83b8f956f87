package id.loket.ticket.order;

import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.trace.TraceParent;
import id.loket.ticket.inventory.Quantity;
import id.loket.ticket.inventory.Stock;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What can be done with orders. What follows an order is no business of this class: it is told to
 * whoever listens, and they tell back (ADR 0015).
 */
@Singleton
public class Orders {
  private final Pool pool;
  private final OrderStore store;
  private final Stock stock;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final OrderConfig config;
  private final Clock clock;
  private final MeterRegistry metrics;

  Orders(
      Pool pool,
      OrderStore store,
      Stock stock,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      OrderConfig config,
      Clock clock,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.stock = stock;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.config = config;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Takes items from stock, saves the order and what is told of it, in the caller's transaction.
   *
   * @return fails with {@code item-unknown}, {@code out-of-stock} with what is left, or {@code
   *     invalid-input}
   */
  public Uni<Order> place(
      SqlClient transaction, PlaceOrder wanted, UUID userId, Language language) {
    UUID id = Ids.next();
    List<Quantity> items =
        wanted.items().stream()
            .map(item -> new Quantity(item.store(), item.item(), item.quantity()))
            .toList();
    requireDifferent(items);
    return stock
        .take(transaction, id, items)
        .map(
            outcome ->
                switch (outcome) {
                  case Stock.Outcome.Taken taken ->
                      Order.placed(
                          id,
                          userId,
                          language,
                          lines(taken.items()),
                          clock.instant(),
                          TraceParent.current());
                  case Stock.Outcome.Short tooFew -> throw tooFew(tooFew.missing());
                })
        .call(order -> store.insert(transaction, order))
        .call(order -> tell(transaction, "order.created", order))
        .call(
            order ->
                order.status() == OrderStatus.PAID
                    ? tell(transaction, "order.paid", order)
                    : Uni.createFrom().voidItem());
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
   * Calls an order off for its user; what was paid is given back.
   *
   * @return fails with {@code order-not-cancellable} when it is off already
   */
  public Uni<Order> cancel(UUID id) {
    return pool.withTransaction(
            transaction ->
                change(
                    transaction,
                    id,
                    order -> {
                      if (order.status() == OrderStatus.CANCELLED) {
                        throw new Problem(OrderProblems.NOT_CANCELLABLE);
                      }
                      return order.cancel(Order.BY_USER, clock.instant());
                    }))
        .map(Orders::required)
        .invoke(relay::wake);
  }

  /** Ends an order that was not paid in time. */
  Uni<Void> expire(UUID id) {
    return pool.withTransaction(
            transaction ->
                change(
                    transaction,
                    id,
                    order -> isDue(order) ? order.fail(Order.UNPAID, clock.instant()) : order))
        .invoke(relay::wake)
        .replaceWithVoid();
  }

  private boolean isDue(Order order) {
    return order.bill() != null && !order.bill().expiresAt().isAfter(clock.instant());
  }

  /** Its invoice is there. */
  Uni<Void> billed(SqlClient transaction, UUID id, Order.Bill bill) {
    return store.billed(transaction, id, bill);
  }

  /** A service has done its part. */
  Uni<Void> done(SqlClient transaction, UUID id, Step step, Instant at) {
    return store.done(transaction, id, step, at);
  }

  /** Its invoice was paid. One that is off by then stays so: payment-app gives the money back. */
  Uni<Void> paid(SqlClient transaction, UUID id) {
    return change(transaction, id, order -> order.pay(clock.instant())).replaceWithVoid();
  }

  /** Its payment failed. */
  Uni<Void> paymentFailed(SqlClient transaction, UUID id) {
    return change(transaction, id, order -> order.fail(Order.PAYMENT_FAILED, clock.instant()))
        .replaceWithVoid();
  }

  /**
   * Changes an order's status with all that follows in the same transaction: its items go back into
   * stock once, because an order is cancelled once, and whoever listens is told.
   */
  private Uni<Optional<Order>> change(SqlClient transaction, UUID id, UnaryOperator<Order> decide) {
    return store
        .lock(transaction, id)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(found);
              }
              Order before = found.get();
              Order after = decide.apply(before);
              return after == before
                  ? Uni.createFrom().item(found)
                  : write(transaction, after).replaceWith(Optional.of(after));
            });
  }

  private Uni<Void> write(SqlClient transaction, Order order) {
    boolean off = order.status() == OrderStatus.CANCELLED;
    metrics
        .counter("loket.orders", "status", order.status().name().toLowerCase(Locale.ROOT))
        .increment();
    return store
        .update(transaction, order)
        .chain(
            () ->
                off ? stock.giveBack(transaction, quantities(order)) : Uni.createFrom().voidItem())
        .chain(() -> tell(transaction, off ? "order.cancelled" : "order.paid", order));
  }

  private Uni<Void> tell(SqlClient transaction, String type, Order order) {
    Event event =
        Event.now(
            type,
            order.id().toString(),
            json.write(OrderMessage.of(order, config.paymentWindow())));
    return outbox.append(
        transaction, order.traceparent() == null ? event : event.in(order.traceparent()));
  }

  private static List<Quantity> quantities(Order order) {
    return order.lines().stream()
        .map(line -> new Quantity(line.store(), line.item(), line.quantity()))
        .toList();
  }

  private static List<Order.Line> lines(List<Stock.Item> items) {
    List<Order.Line> lines =
        items.stream()
            .map(item -> new Order.Line(item.store(), item.item(), item.quantity(), item.price()))
            .toList();
    String currency = lines.getFirst().price().currency();
    if (lines.stream().anyMatch(line -> !Objects.equals(line.price().currency(), currency))) {
      throw Problem.invalid("items", "field.order.currency");
    }
    if (Order.total(lines).amount() > Money.MAX_AMOUNT) {
      throw Problem.invalid("items", "field.order.total", Money.MAX_AMOUNT);
    }
    return lines;
  }

  private static void requireDifferent(List<Quantity> items) {
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(List.of(items.get(i).store(), items.get(i).item()))) {
        throw Problem.invalid("items[" + i + "]", "field.order.repeated");
      }
    }
  }

  private static Problem tooFew(List<Stock.Missing> missing) {
    boolean unknown = missing.stream().anyMatch(item -> item.left() == null);
    return new Problem(unknown ? OrderProblems.UNKNOWN_ITEM : OrderProblems.OUT_OF_STOCK)
        .with("items", missing);
  }

  private static Order required(Optional<Order> order) {
    return order.orElseThrow(() -> new Problem(OrderProblems.NOT_FOUND));
  }
}
