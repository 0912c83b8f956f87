package id.loket.payment.order;

import id.loket.kit.language.Language;
import id.loket.payment.invoice.Invoice;
import id.loket.payment.invoice.Invoices;
import id.loket.payment.invoice.IssueInvoice;
import id.loket.payment.payment.Refunds;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bills orders. An order has one invoice, whose number follows from the order's id: issuing it
 * again finds it, so neither a repeated event nor the order of events makes a difference, and no
 * inbox is needed.
 */
@Singleton
class OrderInvoices {
  private static final int LONGEST_DESCRIPTION = 500;
  private static final String OURSELVES = "payment-app";

  private final Invoices invoices;
  private final Refunds refunds;

  OrderInvoices(Invoices invoices, Refunds refunds) {
    this.invoices = invoices;
    this.refunds = refunds;
  }

  /**
   * Bills an order. The booking it carries has an invoice of its own, which nobody can pay any more
   * before this one is issued: so its seat is never paid twice.
   *
   * @return fails with an {@link IOException}, so that it is tried again, while somebody pays the
   *     booking's
   */
  Uni<Void> issue(PlacedOrder order) {
    return withdrawBookings(order).chain(() -> invoices.issue(invoiceOf(order))).replaceWithVoid();
  }

  private Uni<Void> withdrawBookings(PlacedOrder order) {
    return order.booking() == null
        ? Uni.createFrom().voidItem()
        : invoices
            .ofBooking(order.booking().id())
            .chain(found -> found.map(this::undo).orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /**
   * Makes sure that nothing is owed for an order that is off. Its invoice is issued first if it was
   * not yet: then the event that asks for it, should it come later, finds it void.
   *
   * @return fails with an {@link IOException}, so that it is tried again, while somebody pays
   */
  Uni<Void> undo(PlacedOrder order) {
    return withdrawBookings(order)
        .chain(() -> invoices.issue(invoiceOf(order)))
        .chain(issued -> undo(issued.invoice()));
  }

  private Uni<Void> undo(Invoice invoice) {
    return switch (invoice.status()) {
      case ISSUED -> invoices.withdraw(invoice.number()).chain(this::undo);
      case PAID -> refunds.all(invoice.number(), OURSELVES).replaceWithVoid();
      case PROCESSING ->
          Uni.createFrom()
              .failure(() -> new IOException("invoice " + invoice.number() + " is being paid"));
      case FAILED, VOID, REFUNDED -> Uni.createFrom().voidItem();
    };
  }

  private static IssueInvoice invoiceOf(PlacedOrder order) {
    return new IssueInvoice(
        null,
        order.id(),
        order.total(),
        new IssueInvoice.Customer(order.userId(), null, order.locale()),
        description(order),
        Instant.now().plusSeconds(order.payWithinSeconds()));
  }

  private static String description(PlacedOrder order) {
    Stream<String> seat =
        Stream.ofNullable(order.booking()).map(booking -> booking.event() + " · " + booking.seat());
    Stream<String> items =
        order.items().stream()
            .map(item -> item.quantity() + " × " + item.item() + " (" + item.store() + ")");
    String lines = Stream.concat(seat, items).collect(Collectors.joining(", "));
    String title = order.locale() == Language.ENGLISH ? "Order: " : "Pesanan: ";
    String whole = title + lines;
    return whole.length() <= LONGEST_DESCRIPTION
        ? whole
        : whole.substring(0, LONGEST_DESCRIPTION - 1) + "…";
  }
}
