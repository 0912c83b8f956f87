package id.loket.client.mail;

/** What a mail tells. The name in kebab case is the prefix of its texts in {@code mails}. */
public enum MailKind {
  VERIFICATION,
  VERIFIED,
  BOOKING_QUEUED,
  PAYMENT_LINK,
  PROMOTION,
  BOOKING_CONFIRMED,
  BOOKING_FAILED,
  BOOKING_EXPIRED,
  BOOKING_CANCELLED,
  QUEUE_LEFT;

  /** The prefix of this kind's texts, for example {@code payment-link}. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
