package id.loket.ticket.document;

import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.BookingFollower;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;

/**
 * Notes which paper a booking has to get in the transaction that ends or confirms it: so none is
 * forgotten, and nobody has to look through all bookings for it (I5).
 */
@Singleton
class PapersDue implements BookingFollower {
  private final DocumentStore store;
  private final DocumentConfig config;

  PapersDue(DocumentStore store, DocumentConfig config) {
    this.store = store;
    this.config = config;
  }

  /** Due once the lease is over: until then whoever committed it is about to make it. */
  @Override
  public Uni<Void> follow(SqlClient transaction, Booking changed) {
    return DocumentKind.of(changed.status())
        .map(kind -> store.due(transaction, changed.id(), kind, config.lease()))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }
}
