package id.loket.payment.webhook;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Predicate;

/** Where a list of deliveries is read from: a table of what may belong to it. */
interface DeliverySource {
  /** The place a list begins at. */
  String START = "";

  /**
   * Entries from a place on.
   *
   * @throws IllegalArgumentException (perhaps as a failure) for a place that is not ours
   */
  Uni<Entries> entries(String place);

  /**
   * Some entries.
   *
   * @param next the place behind them, or null at the end
   */
  record Entries(List<Entry> all, String next) {}

  /**
   * An entry.
   *
   * @param behind the place behind it
   * @param shown which of the invoice's deliveries it stands for
   */
  record Entry(String behind, String invoiceNumber, Predicate<Delivery> shown) {}
}
