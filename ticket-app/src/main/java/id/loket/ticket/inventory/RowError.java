package id.loket.ticket.inventory;

/**
 * What is wrong with a row.
 *
 * @param line where the row begins, 1 for the header
 * @param field {@code store}, {@code item} or {@code count}; null for the row as a whole
 * @param detail what the reason's text has a placeholder for, or null
 */
record RowError(long line, String field, Reason reason, String detail) {
  static RowError of(long line, Reason reason) {
    return new RowError(line, null, reason, null);
  }
}
