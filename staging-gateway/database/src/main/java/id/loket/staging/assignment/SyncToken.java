package id.loket.staging.assignment;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a device's pull ended: behind this row of the change feed.
 *
 * @param edition the database it belongs to
 * @param transaction the transaction of the last row
 * @param id the assignment of the last row
 * @param fullSince the transaction a full pull began at that is still under way; 0 when none is
 */
record SyncToken(UUID edition, long transaction, UUID id, long fullSince) {
  private static final UUID FIRST = new UUID(0, 0);
  private static final int PARTS = 4;

  /** Before everything: a full pull that begins now. */
  static SyncToken beginning(UUID edition, long now) {
    return new SyncToken(edition, 0, FIRST, now);
  }

  /** Behind everything earlier transactions said. */
  SyncToken upTo(long settled) {
    return new SyncToken(edition, settled, FIRST, 0);
  }

  SyncToken behind(long lastTransaction, UUID lastId) {
    return new SyncToken(edition, lastTransaction, lastId, fullSince);
  }

  boolean isFull() {
    return fullSince > 0;
  }

  String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            (edition + ":" + transaction + ":" + id + ":" + fullSince)
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Empty for what we did not make: whoever sends it begins anew, which is always right. */
  static Optional<SyncToken> decode(String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII)
              .split(":", PARTS);
      return Optional.of(
          new SyncToken(
              UUID.fromString(parts[0]),
              Long.parseLong(parts[1]),
              UUID.fromString(parts[2]),
              Long.parseLong(parts[PARTS - 1])));
    } catch (RuntimeException foreign) {
      return Optional.empty();
    }
  }
}
