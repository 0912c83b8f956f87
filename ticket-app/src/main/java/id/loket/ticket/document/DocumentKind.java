package id.loket.ticket.document;

import id.loket.ticket.booking.BookingStatus;
import java.util.Optional;

/** The papers a booking can end with. */
public enum DocumentKind {
  /** Lets its holder in. */
  TICKET("tickets"),
  /** Says why there is no ticket. */
  NOTICE("notices");

  private final String folder;

  DocumentKind(String folder) {
    this.folder = folder;
  }

  String folder() {
    return folder;
  }

  /** The paper that belongs to a status; none while a booking is under way or was called off. */
  public static Optional<DocumentKind> of(BookingStatus status) {
    return switch (status) {
      case CONFIRMED -> Optional.of(TICKET);
      case FAILED, EXPIRED -> Optional.of(NOTICE);
      case QUEUED, HOLDING, PENDING_PAYMENT, CANCELLED, LEFT -> Optional.empty();
    };
  }
}
