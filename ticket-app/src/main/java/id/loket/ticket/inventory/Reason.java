package id.loket.ticket.inventory;

import java.util.Locale;

/** Why a row, or a whole file, cannot be loaded; texts are in the bundle {@code inventory}. */
enum Reason {
  /** The file holds nothing. */
  EMPTY_FILE,
  /** The first row is not {@code store,item,count}. */
  HEADER,
  /** An archive, a spreadsheet, a picture: anything but text. */
  NOT_TEXT,
  /** There are bad rows, and none may be. */
  STRICT,
  /** The file was not uploaded to its end. */
  UPLOAD_BROKEN,
  /** The file is gone from the object store, or another was put in its place. */
  FILE_GONE,
  /** The object store does not move objects as large as that. */
  FILE_TOO_LARGE,
  /** The place in the bucket is nobody's. */
  OWNER_UNKNOWN,
  /** A row of fewer or more than three fields. */
  COLUMNS,
  /** A row longer than anything sensible. */
  ROW_TOO_LONG,
  /** Bytes that are no UTF-8. */
  NOT_UTF8,
  NUL,
  /** A quote where none may be, or one that is never closed. */
  QUOTE,
  /** A carriage return that ends no line. */
  CARRIAGE_RETURN,
  NAME_MISSING,
  NAME_TOO_LONG,
  NAME_CONTROL,
  /** A name a spreadsheet would run as a formula. */
  NAME_FORMULA,
  COUNT_MISSING,
  COUNT_NOT_A_NUMBER,
  COUNT_DECIMAL,
  COUNT_NEGATIVE,
  COUNT_TOO_LARGE,
  /** The same store and item on an earlier line; detail: which. */
  REPEATED,
  /** Stock would fall below nothing. */
  BELOW_ZERO,
  /** Loaded, but fewer than are reserved; detail: how many are. */
  BELOW_RESERVED,
  /** The store is another organiser's. */
  STORE_OF_OTHERS;

  /** The key of its text. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
