package id.loket.report.analytics;

import java.util.UUID;

/**
 * How far changes were taken over: all of transactions before this one, and of this one those of
 * reports up to an id.
 *
 * @param transaction PostgreSQL's 64-bit transaction id
 * @param reportId null when nothing of that transaction was taken yet
 */
record Watermark(long transaction, UUID reportId) {
  static final Watermark BEGINNING = new Watermark(0, null);
  private static final UUID BEFORE_ANY = new UUID(0, 0);

  /** Everything before that transaction. */
  static Watermark before(long transaction) {
    return new Watermark(transaction, null);
  }

  /** The id changes of this transaction are taken after. */
  UUID after() {
    return reportId == null ? BEFORE_ANY : reportId;
  }
}
