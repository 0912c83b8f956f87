package id.loket.ticket.inventory;

import java.util.regex.Pattern;

/**
 * A good row of a file.
 *
 * @param count what there is, or by how much it changes
 * @param line where it stands
 */
record StockRow(String store, String item, long count, long line) {
  static final int LONGEST_NAME = 100;
  static final long MOST = 1_000_000_000_000L;
  private static final int FIELDS = 3;
  private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d*[.]\\d+([eE][+-]?\\d+)?");

  /** What is wrong with a row. */
  static final class Bad extends RuntimeException {
    private final transient RowError error;

    Bad(RowError error) {
      super(error.reason().name(), null, false, false);
      this.error = error;
    }

    RowError error() {
      return error;
    }
  }

  /**
   * Reads the fields of a row.
   *
   * @throws Bad with what is wrong with it
   */
  static StockRow of(long line, String[] fields, ImportMode mode) {
    if (fields.length != FIELDS) {
      throw new Bad(new RowError(line, null, Reason.COLUMNS, Integer.toString(fields.length)));
    }
    return new StockRow(
        name(line, "store", fields[0]),
        name(line, "item", fields[1]),
        count(line, fields[2].strip(), mode),
        line);
  }

  /** Why a text is no name of a store or an item; null when it is one. */
  static Reason objectionTo(String name) {
    if (name.isEmpty()) {
      return Reason.NAME_MISSING;
    }
    if (name.length() > LONGEST_NAME) {
      return Reason.NAME_TOO_LONG;
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      return Reason.NAME_CONTROL;
    }
    return "=+-@".indexOf(name.charAt(0)) >= 0 ? Reason.NAME_FORMULA : null;
  }

  private static String name(long line, String field, String given) {
    String name = given.strip();
    Reason objection = objectionTo(name);
    if (objection != null) {
      throw new Bad(new RowError(line, field, objection, null));
    }
    return name;
  }

  private static long count(long line, String text, ImportMode mode) {
    Reason objection;
    if (text.isEmpty()) {
      objection = Reason.COUNT_MISSING;
    } else if (isWhole(text)) {
      long count = text.length() > 16 ? Long.MAX_VALUE : Long.parseLong(text);
      if (Math.abs(count) > MOST) {
        objection = Reason.COUNT_TOO_LARGE;
      } else if (count < 0 && mode == ImportMode.SET) {
        objection = Reason.COUNT_NEGATIVE;
      } else {
        return count;
      }
    } else {
      objection =
          DECIMAL.matcher(text).matches() ? Reason.COUNT_DECIMAL : Reason.COUNT_NOT_A_NUMBER;
    }
    throw new Bad(new RowError(line, "count", objection, null));
  }

  private static boolean isWhole(String text) {
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return text.length() > start;
  }
}
