package id.loket.ticket.inventory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads CSV (RFC 4180) piece by piece in constant memory: UTF-8 with or without byte order mark, LF
 * or CRLF, quoted fields. A row that cannot be read is told and skipped to the end of its line; the
 * next row is read as if nothing had happened.
 */
final class CsvReader {
  private static final int MOST_FIELDS = 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Takes what is read. */
  interface Rows {
    /**
     * A row.
     *
     * @param line where it begins, counted from 1
     */
    void row(long line, String[] fields);

    /** A row that cannot be read. */
    void broken(long line, Reason reason);
  }

  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    AFTER_RETURN,
    SKIPPING
  }

  private final Rows rows;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final byte[] text;
  private final int[] ends = new int[MOST_FIELDS];
  private final boolean[] foreign = new boolean[MOST_FIELDS];
  private State state = State.FIELD_START;
  private int length;
  private int fields;
  private boolean beyondAscii;
  private boolean quotedField;
  private long line = 1;
  private long rowLine = 1;
  private int markSeen;

  /**
   * A reader at the beginning of a file.
   *
   * @param longestRow the longest row accepted, in bytes
   */
  CsvReader(int longestRow, Rows rows) {
    this.text = new byte[longestRow];
    this.rows = rows;
  }

  /** Reads the next piece. */
  void read(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      byte next = piece.get();
      if (markSeen >= 0 && isPartOfMark(next)) {
        continue;
      }
      take(next);
    }
  }

  /** Says that the file has ended. */
  void end() {
    if (markSeen > 0) {
      giveBackMark();
    }
    switch (state) {
      case QUOTED -> broken(Reason.QUOTE);
      case AFTER_RETURN -> broken(Reason.CARRIAGE_RETURN);
      case SKIPPING -> {
        // told already
      }
      case FIELD_START, PLAIN, QUOTE_IN_QUOTED -> endRow();
    }
  }

  /** A mark is swallowed only whole: its first bytes alone are text like any other. */
  private boolean isPartOfMark(byte next) {
    if (next == BYTE_ORDER_MARK[markSeen]) {
      markSeen++;
      if (markSeen == BYTE_ORDER_MARK.length) {
        markSeen = -1;
      }
      return true;
    }
    giveBackMark();
    return false;
  }

  private void giveBackMark() {
    int seen = markSeen;
    markSeen = -1;
    for (int i = 0; i < seen; i++) {
      take(BYTE_ORDER_MARK[i]);
    }
  }

  private void take(byte next) {
    if (next == 0 && state != State.SKIPPING) {
      skip(Reason.NUL);
      return;
    }
    switch (state) {
      case FIELD_START, PLAIN -> plain(next);
      case QUOTED -> quoted(next);
      case QUOTE_IN_QUOTED -> afterQuote(next);
      case AFTER_RETURN -> afterReturn(next);
      case SKIPPING -> {
        if (next == '\n') {
          nextRow();
        }
      }
    }
  }

  private void plain(byte next) {
    switch (next) {
      case ',' -> endField();
      case '\n' -> endRowAndLine();
      case '\r' -> state = State.AFTER_RETURN;
      case '"' -> {
        if (state == State.FIELD_START) {
          quotedField = true;
          state = State.QUOTED;
        } else {
          skip(Reason.QUOTE);
        }
      }
      default -> {
        state = State.PLAIN;
        append(next);
      }
    }
  }

  private void quoted(byte next) {
    if (next == '"') {
      state = State.QUOTE_IN_QUOTED;
    } else {
      if (next == '\n') {
        line++;
      }
      append(next);
    }
  }

  private void afterQuote(byte next) {
    switch (next) {
      case '"' -> {
        state = State.QUOTED;
        append(next);
      }
      case ',' -> endField();
      case '\n' -> endRowAndLine();
      case '\r' -> state = State.AFTER_RETURN;
      default -> skip(Reason.QUOTE);
    }
  }

  private void afterReturn(byte next) {
    if (next == '\n') {
      endRowAndLine();
    } else {
      skip(Reason.CARRIAGE_RETURN);
    }
  }

  private void append(byte next) {
    if (length == text.length) {
      skip(state == State.QUOTED ? Reason.QUOTE : Reason.ROW_TOO_LONG);
      return;
    }
    text[length++] = next;
    beyondAscii |= next < 0;
  }

  private void endField() {
    if (fields < MOST_FIELDS) {
      ends[fields] = length;
      foreign[fields] = beyondAscii;
    }
    fields++;
    beyondAscii = false;
    state = State.FIELD_START;
  }

  private void endRowAndLine() {
    endRow();
    nextRow();
  }

  private void endRow() {
    boolean blank = fields == 0 && length == 0 && !quotedField;
    if (blank) {
      return;
    }
    endField();
    if (fields > MOST_FIELDS) {
      rows.broken(rowLine, Reason.COLUMNS);
      return;
    }
    String[] values = new String[fields];
    int start = 0;
    for (int i = 0; i < fields; i++) {
      String value = decode(start, ends[i], foreign[i]);
      if (value == null) {
        rows.broken(rowLine, Reason.NOT_UTF8);
        return;
      }
      values[i] = value;
      start = ends[i];
    }
    rows.row(rowLine, values);
  }

  private String decode(int from, int to, boolean isForeign) {
    if (!isForeign) {
      return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
    try {
      CharBuffer decoded = utf8.decode(ByteBuffer.wrap(text, from, to - from));
      return decoded.toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private void skip(Reason reason) {
    broken(reason);
    state = State.SKIPPING;
  }

  private void broken(Reason reason) {
    rows.broken(rowLine, reason);
  }

  private void nextRow() {
    line++;
    rowLine = line;
    length = 0;
    fields = 0;
    beyondAscii = false;
    quotedField = false;
    Arrays.fill(foreign, false);
    state = State.FIELD_START;
  }
}
