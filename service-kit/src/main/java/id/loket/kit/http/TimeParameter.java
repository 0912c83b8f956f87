package id.loket.kit.http;

import id.loket.kit.problem.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A moment in a query, as RFC 3339 writes it. */
public final class TimeParameter {
  private TimeParameter() {}

  /**
   * Reads it; null for null.
   *
   * @param name of the parameter, for the problem
   * @throws Problem {@code invalid-input} for what is no time
   */
  public static Instant read(String name, String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException malformed) {
      throw Problem.invalid(name, "field.type.time");
    }
  }
}
