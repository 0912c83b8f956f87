package id.loket.payment.invoice;

import com.github.f4b6a3.uuid.util.UuidUtil;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** What an invoice is for: each booking and each order has at most one. */
sealed interface InvoiceSource {
  int TIME_ORDERED = 7;
  int LAST_YEAR = 9999;

  /** The booking's or order's id. */
  UUID id();

  /**
   * The day the booking or order was made, which its id tells.
   *
   * @return empty when the id is not a UUID version 7 of our era
   */
  default Optional<LocalDate> day() {
    if (id().version() != TIME_ORDERED) {
      return Optional.empty();
    }
    return Optional.of(LocalDate.ofInstant(UuidUtil.getInstant(id()), ZoneOffset.UTC))
        .filter(day -> day.getYear() <= LAST_YEAR);
  }

  /** The text that tells this source from all others. */
  String key();

  record ForBooking(UUID id) implements InvoiceSource {
    @Override
    public String key() {
      return "booking:" + id;
    }
  }

  record ForOrder(UUID id) implements InvoiceSource {
    @Override
    public String key() {
      return "order:" + id;
    }
  }
}
