package id.loket.ticket.inventory;

import java.time.Instant;
import java.util.UUID;

/**
 * A file of stock on its way into it.
 *
 * @param number its short number, which rows and errors carry
 * @param again whether it is loaded although the same content was before
 * @param reason why it failed, or null
 * @param loadedLine the last line that was loaded
 * @param errorsKey where its errors are written, or null
 */
record Import(
    UUID id,
    int number,
    String name,
    String objectKey,
    ImportMode mode,
    boolean strict,
    boolean dryRun,
    boolean again,
    ImportStatus status,
    Reason reason,
    Long size,
    String contentHash,
    UUID duplicateOf,
    Progress progress,
    long loadedLine,
    String errorsKey,
    String traceparent,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * How much of it is done.
   *
   * @param depleted items that fell to zero
   */
  record Progress(
      long bytesRead, long rowsRead, long rowsGood, long rowsBad, long rowsLoaded, long depleted) {}

  /** The same file behind a part that was loaded. */
  Import behind(StockStore.Loaded part) {
    Progress after =
        new Progress(
            progress.bytesRead(),
            progress.rowsRead(),
            progress.rowsGood() - part.refused(),
            progress.rowsBad() + part.refused(),
            progress.rowsLoaded() + part.loaded(),
            progress.depleted() + part.depleted());
    return new Import(
        id,
        number,
        name,
        objectKey,
        mode,
        strict,
        dryRun,
        again,
        status,
        reason,
        size,
        contentHash,
        duplicateOf,
        after,
        part.lastLine(),
        errorsKey,
        traceparent,
        createdAt,
        updatedAt);
  }

  /** Where its errors are written: beside it, in place of those of a former file of that name. */
  String errorsKeyBeside() {
    return objectKey.substring(0, objectKey.length() - ".csv".length()) + StockFiles.ERRORS;
  }

  /** What its content is known by: only one file of each is loaded. */
  String identity(String hash) {
    return again ? hash + "/" + id : hash;
  }

  /** How it is to be loaded. */
  record Wish(ImportMode mode, boolean strict, boolean dryRun, boolean again) {
    /** What is done with a file somebody puts straight into the bucket. */
    static Wish of(String name) {
      return new Wish(
          name.endsWith(".delta.csv") ? ImportMode.DELTA : ImportMode.SET, false, false, false);
    }
  }
}
