package id.loket.staging.report;

import id.loket.staging.batch.Batch;
import java.util.List;
import java.util.UUID;

/**
 * Everything about a batch (LKH).
 *
 * @param digest of all items that count in it, of whatever device, as docs/sync.md builds digests
 * @param visits in the order they were recorded, at most {@value #MOST_VISITS}: the totals are of
 *     all
 * @param laterVoids what was taken back of other batches that were closed already
 * @param verdicts of a sealed batch the SHA-256 of what every visit was sealed as, also of those
 *     that are not among {@code visits}; null while it is open
 */
public record BatchReport(
    Batch batch,
    String collector,
    String digest,
    Totals totals,
    List<VisitLine> visits,
    List<LaterVoid> laterVoids,
    String verdicts) {
  static final int MOST_VISITS = 5000;

  /** The same report of the batch as it is now: what was sealed does not say so of itself. */
  BatchReport withBatch(Batch now) {
    return new BatchReport(now, collector, digest, totals, visits, laterVoids, verdicts);
  }

  /** The same report, to be sealed with this. */
  BatchReport withVerdicts(String sealed) {
    return new BatchReport(batch, collector, digest, totals, visits, laterVoids, sealed);
  }

  /** A void of a visit that was sealed with another batch. */
  public record LaterVoid(UUID visitId, String reason) {}
}
