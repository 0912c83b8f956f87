package id.loket.kit.page;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * Where a list goes on: behind the entry made at that time with that id. Opaque to callers.
 *
 * @param at when the last entry shown was made, to the microsecond
 * @param id its id, which orders entries of the same instant
 */
public record Cursor(Instant at, UUID id) {

  /** The text handed to the caller. */
  public String encode() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((micros + ":" + id).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads a cursor a caller hands back.
   *
   * @throws Problem {@code invalid-cursor} for anything {@link #encode} did not make
   */
  public static Cursor decode(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      int colon = plain.indexOf(':');
      long micros = Long.parseLong(plain, 0, colon, 10);
      return new Cursor(
          Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
          UUID.fromString(plain.substring(colon + 1)));
    } catch (RuntimeException garbage) {
      throw new Problem(ProblemType.INVALID_CURSOR);
    }
  }
}
