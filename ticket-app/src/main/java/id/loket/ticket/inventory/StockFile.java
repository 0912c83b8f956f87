package id.loket.ticket.inventory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of stock piece by piece: checks the header, then every row. What a piece completed
 * is taken with {@link #take()}.
 */
final class StockFile {
  private static final int LONGEST_ROW = 65_536;
  private static final String[] HEADER = {"store", "item", "count"};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

  private final ImportMode mode;
  private final CsvReader reader;
  private List<StockRow> good = new ArrayList<>();
  private List<RowError> bad = new ArrayList<>();
  private boolean headerSeen;
  private long rows;
  private boolean begun;

  /** A file that cannot be loaded at all. */
  static final class Unreadable extends RuntimeException {
    private final transient Reason reason;

    Unreadable(Reason reason) {
      super(reason.name(), null, false, false);
      this.reason = reason;
    }

    Reason reason() {
      return reason;
    }
  }

  /** What was read since the last look. */
  record Part(List<StockRow> good, List<RowError> bad) {
    int size() {
      return good.size() + bad.size();
    }
  }

  StockFile(ImportMode mode) {
    this.mode = mode;
    this.reader =
        new CsvReader(
            LONGEST_ROW,
            new CsvReader.Rows() {
              @Override
              public void row(long line, String[] fields) {
                read(line, fields);
              }

              @Override
              public void broken(long line, Reason reason) {
                complain(line, reason);
              }
            });
  }

  /**
   * Reads the next piece.
   *
   * @throws Unreadable when this is no file of stock
   */
  void read(ByteBuffer piece) {
    if (!begun && piece.hasRemaining()) {
      begun = true;
      if (startsWith(piece, ZIP) || startsWith(piece, GZIP)) {
        throw new Unreadable(Reason.NOT_TEXT);
      }
    }
    reader.read(piece);
  }

  /**
   * Says that the file has ended.
   *
   * @throws Unreadable when there was no header
   */
  void end() {
    reader.end();
    if (!headerSeen) {
      throw new Unreadable(begun ? Reason.HEADER : Reason.EMPTY_FILE);
    }
  }

  /** How many rows wait to be taken. */
  int waiting() {
    return good.size() + bad.size();
  }

  /** Rows read so far, bad ones too, without the header. */
  long rows() {
    return rows;
  }

  Part take() {
    Part part = new Part(good, bad);
    good = new ArrayList<>();
    bad = new ArrayList<>();
    return part;
  }

  private void read(long line, String[] fields) {
    if (!headerSeen) {
      requireHeader(fields);
      headerSeen = true;
      return;
    }
    rows++;
    try {
      good.add(StockRow.of(line, fields, mode));
    } catch (StockRow.Bad wrong) {
      bad.add(wrong.error());
    }
  }

  private void complain(long line, Reason reason) {
    if (!headerSeen) {
      throw new Unreadable(
          reason == Reason.NUL || reason == Reason.NOT_UTF8 ? Reason.NOT_TEXT : Reason.HEADER);
    }
    rows++;
    bad.add(RowError.of(line, reason));
  }

  private static void requireHeader(String[] fields) {
    boolean right = fields.length == HEADER.length;
    for (int i = 0; right && i < HEADER.length; i++) {
      right = fields[i].strip().equalsIgnoreCase(HEADER[i]);
    }
    if (!right) {
      throw new Unreadable(Reason.HEADER);
    }
  }

  private static boolean startsWith(ByteBuffer piece, byte[] beginning) {
    if (piece.remaining() < beginning.length) {
      return false;
    }
    for (int i = 0; i < beginning.length; i++) {
      if (piece.get(piece.position() + i) != beginning[i]) {
        return false;
      }
    }
    return true;
  }
}
