package id.loket.report.report;

/** Who may read a report. */
public enum Visibility {
  /** Everybody, without names and without the exact place of anonymous reports. */
  PUBLIC,
  /** Its reporter, officers and administrators. */
  PRIVATE
}
