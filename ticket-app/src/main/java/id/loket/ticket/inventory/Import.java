package id.loket.ticket.inventory;

import id.loket.kit.audit.Act;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A file of stock on its way into it.
 *
 * @param number its short number, which rows and errors carry
 * @param attempt which taking of it this is: a later one fences this one off
 * @param objectTag the entity tag of the object: another version of it is another file
 * @param again whether it is loaded although the same content was before
 * @param reason why it failed, or null
 * @param organiserId whose stores it may change; null: all of them
 * @param loadedLine the last line that was loaded
 * @param errorsKey where its errors are written, or null
 */
record Import(
    UUID id,
    int number,
    int attempt,
    String name,
    String objectKey,
    String objectTag,
    ImportMode mode,
    boolean strict,
    boolean dryRun,
    boolean again,
    ImportStatus status,
    Reason reason,
    Long size,
    String contentHash,
    UUID duplicateOf,
    UUID organiserId,
    Progress progress,
    long loadedLine,
    String errorsKey,
    String traceparent,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * How much of it is done.
   *
   * @param rowsShort rows loaded whose count is below what is reserved
   * @param depleted items of which none can be ordered any more
   */
  record Progress(
      long bytesRead,
      long rowsRead,
      long rowsGood,
      long rowsBad,
      long rowsLoaded,
      long rowsShort,
      long depleted) {

    /** How many more errors may be written down. */
    long errorsLeft(int most) {
      return Math.max(0, most - rowsBad - rowsShort);
    }
  }

  /** The same file behind a part that was loaded. */
  Import behind(StockLoadStore.Loaded part) {
    Progress after =
        new Progress(
            progress.bytesRead(),
            progress.rowsRead(),
            progress.rowsGood() - part.refused(),
            progress.rowsBad() + part.refused(),
            progress.rowsLoaded() + part.loaded(),
            progress.rowsShort() + part.shortOf(),
            progress.depleted() + part.depleted());
    return new Import(
        id,
        number,
        attempt,
        name,
        objectKey,
        objectTag,
        mode,
        strict,
        dryRun,
        again,
        status,
        reason,
        size,
        contentHash,
        duplicateOf,
        organiserId,
        after,
        part.lastLine(),
        errorsKey,
        traceparent,
        createdAt,
        updatedAt);
  }

  /** Where its errors are written: beside it. */
  String errorsKeyBeside() {
    return objectKey.substring(0, objectKey.length() - ".csv".length()) + StockFiles.ERRORS;
  }

  /** What its content is known by: only one file of each is loaded. */
  String identity(String hash) {
    return again ? hash + "/" + id : hash;
  }

  /**
   * How it is to be loaded.
   *
   * @param organiserId whose stores it may change; null: all of them
   * @param createdBy who asked for it
   */
  record Wish(
      ImportMode mode,
      boolean strict,
      boolean dryRun,
      boolean again,
      UUID organiserId,
      String createdBy) {
    private static final String DELTA = ".delta";
    private static final String AGAIN = ".again";

    /**
     * What is done with a file somebody puts straight into the bucket: its name says it, as in
     * {@code stok.delta.csv}, {@code stok.again.csv} or {@code stok.delta.again.csv}.
     */
    static Wish of(StockFiles.Dropped object) {
      String name = object.name();
      String words = name.substring(0, name.length() - ".csv".length());
      boolean again = words.endsWith(AGAIN);
      boolean delta =
          (again ? words.substring(0, words.length() - AGAIN.length()) : words).endsWith(DELTA);
      return new Wish(
          delta ? ImportMode.DELTA : ImportMode.SET,
          false,
          false,
          again,
          object.owner().organiserId(),
          DropStore.BUCKET);
    }

    /** What the audit trail tells of a file that is to be loaded so. */
    Act act(UUID id, String name) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("name", name);
      told.put("mode", mode);
      told.put("strict", strict);
      told.put("dryRun", dryRun);
      told.put("again", again);
      if (organiserId != null) {
        told.put("organiserId", organiserId);
      }
      return Act.of("stock.file-sent", "import", id).to(told);
    }
  }
}
