package id.loket.ticket.document;

import id.loket.ticket.booking.BookingStatus;
import id.loket.ticket.booking.PaperRule;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Says which paper a booking has to get with the status that ends or confirms it: so none is
 * forgotten, and nobody has to look through all bookings for it (I5).
 */
@Singleton
class PapersDue implements PaperRule {
  private final DocumentConfig config;

  PapersDue(DocumentConfig config) {
    this.config = config;
  }

  /** Due once the lease is over: until then whoever committed it is about to make it. */
  @Override
  public Optional<Due> due(BookingStatus status) {
    return DocumentKind.of(status).map(kind -> new Due(kind.name(), config.lease()));
  }
}
