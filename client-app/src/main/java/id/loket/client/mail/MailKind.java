package id.loket.client.mail;

/** What a mail tells. The name in kebab case is the prefix of its texts in {@code mails}. */
public enum MailKind {
  /** Goes to whoever registers, or to somebody who has an account and no proven address. */
  VERIFICATION,
  ALREADY_REGISTERED,
  VERIFIED,
  SIGN_IN_ATTEMPTS,
  PASSWORD_RESET,
  PASSWORD_CHANGED,
  /** Goes to the new address, with the link that proves it. */
  EMAIL_CHANGE,
  /** Goes to the address that is the user's no more. */
  EMAIL_CHANGED,
  SECOND_FACTOR_ADDED,
  SECOND_FACTOR_REMOVED,
  BOOKING_QUEUED,
  PAYMENT_LINK,
  /** The link of the order that carries the booking. */
  ORDER_PAYMENT_LINK,
  PROMOTION,
  BOOKING_CONFIRMED,
  BOOKING_FAILED,
  BOOKING_EXPIRED,
  BOOKING_CANCELLED,
  /** One of several seats paid together was cancelled without the others. */
  SEAT_CANCELLED,
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
          SEAT_CANCELLED,
          QUEUE_LEFT ->
          true;
      default -> false;
    };
  }

  /** Whether it goes to the user it is about; else its writer knows where to. */
  boolean goesToItsUser() {
    return switch (this) {
      case VERIFICATION, EMAIL_CHANGE, EMAIL_CHANGED, STOCK_ALERT -> false;
      default -> true;
    };
  }

  /** The prefix of this kind's texts, for example {@code payment-link}. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
