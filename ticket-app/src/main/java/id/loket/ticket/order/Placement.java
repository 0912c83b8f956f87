package id.loket.ticket.order;

import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.postgres.Pipeline;
import id.loket.kit.problem.Problem;
import id.loket.kit.trace.TraceParent;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.CarriedBookings;
import id.loket.ticket.booking.Placed;
import id.loket.ticket.inventory.Quantity;
import id.loket.ticket.inventory.Stock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Places orders: all they need is taken at once, or nothing. */
@Singleton
class Placement {
  private final OrderStore store;
  private final Stock stock;
  private final CarriedBookings bookings;
  private final OrderNews news;
  private final Clock clock;

  Placement(OrderStore store, Stock stock, CarriedBookings bookings, OrderNews news, Clock clock) {
    this.store = store;
    this.stock = stock;
    this.bookings = bookings;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Reserves items and takes the booking they go with, saves the order and what is told of it, in
   * the caller's transaction.
   *
   * @return fails with {@code item-unknown}, {@code out-of-stock} with what is left, {@code
   *     item-not-priced}, {@code invalid-input}, or what {@link CarriedBookings#find} fails with
   */
  public Uni<Order> place(
      SqlClient transaction, PlaceOrder wanted, UUID userId, Language language) {
    UUID id = Ids.next();
    List<Quantity> items =
        wanted.items().stream()
            .map(item -> new Quantity(item.store(), item.item(), item.quantity()))
            .toList();
    requireDifferent(items);
    return seat(transaction, wanted.bookingId(), userId)
        .chain(
            seat ->
                stock
                    .reserve(transaction, id, items)
                    .map(Placement::requireReserved)
                    .map(
                        taken ->
                            Order.placed(
                                id,
                                userId,
                                language,
                                lines(taken.items(), seat),
                                seat,
                                clock.instant(),
                                TraceParent.current())))
        .call(
            order ->
                Pipeline.of(store.insert(transaction, order), news.tellPlaced(transaction, order)))
        .call(order -> carry(transaction, order))
        .call(
            order ->
                order.status() == OrderStatus.PAID
                    ? news.tell(transaction, "order.paid", order)
                    : Uni.createFrom().voidItem());
  }

  /** The seat somebody wants to pay with their items; null when they want none. */
  private Uni<Order.Seat> seat(SqlClient transaction, UUID bookingId, UUID userId) {
    return bookingId == null
        ? Uni.createFrom().nullItem()
        : bookings.find(transaction, bookingId, userId).map(Placement::seat);
  }

  private static Order.Seat seat(Placed placed) {
    Booking booking = placed.booking();
    return new Order.Seat(
        booking.id(),
        booking.eventId(),
        booking.seatId(),
        placed.event().title(),
        placed.seat().text(),
        booking.price(),
        booking.wasUsed());
  }

  private Uni<Void> carry(SqlClient transaction, Order order) {
    return order.seat() == null
        ? Uni.createFrom().voidItem()
        : bookings.carry(
            transaction, order.seat().bookingId(), new Booking.InOrder(order.id(), order.total()));
  }

  private static Stock.Outcome.Reserved requireReserved(Stock.Outcome outcome) {
    return switch (outcome) {
      case Stock.Outcome.Reserved reserved -> reserved;
      case Stock.Outcome.Short shortage -> throw tooFew(shortage.missing());
      case Stock.Outcome.Unpriced unpriced ->
          throw new Problem(OrderProblems.NOT_PRICED).with("items", unpriced.items());
    };
  }

  private static List<Order.Line> lines(List<Stock.Item> items, Order.Seat seat) {
    List<Order.Line> lines =
        items.stream()
            .map(item -> new Order.Line(item.store(), item.item(), item.quantity(), item.price()))
            .toList();
    String currency = lines.getFirst().price().currency();
    if (lines.stream().anyMatch(line -> !Objects.equals(line.price().currency(), currency))) {
      throw Problem.invalid("items", "field.order.currency");
    }
    if (seat != null && !seat.price().currency().equals(currency)) {
      throw Problem.invalid("bookingId", "field.order.seat-currency");
    }
    if (Order.total(lines, seat).amount() > Money.MAX_AMOUNT) {
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
}
