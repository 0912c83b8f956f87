package id.loket.client.mail;

/** What a mail tells. The name in kebab case is the prefix of its texts in {@code mails}. */
public enum MailKind {
  VERIFICATION,
  VERIFIED,
  BOOKING_QUEUED,
  PAYMENT_LINK,
  /** The link of the order that carries the booking. */
  ORDER_PAYMENT_LINK,
  PROMOTION,
  BOOKING_CONFIRMED,
  BOOKING_FAILED,
  BOOKING_EXPIRED,
  BOOKING_CANCELLED,
  QUEUE_LEFT,
  DELIVERY_ARRANGED,
  DELIVERY_RELEASED,
  DELIVERY_WITHDRAWN,
  /** Goes to a subscriber of ticket-app's, who need not be a user. */
  STOCK_ALERT;

  /** Whether it tells of a booking, which its data then is. */
  public boolean isAboutBooking() {
    return switch (this) {
      case BOOKING_QUEUED,
          PAYMENT_LINK,
          ORDER_PAYMENT_LINK,
          PROMOTION,
          BOOKING_CONFIRMED,
          BOOKING_FAILED,
          BOOKING_EXPIRED,
          BOOKING_CANCELLED,
          QUEUE_LEFT ->
          true;
      default -> false;
    };
  }

  /** The prefix of this kind's texts, for example {@code payment-link}. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
