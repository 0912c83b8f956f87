package id.loket.report.notice;

/** What whoever is told is to the report. */
public enum Relation {
  /** Made it. */
  REPORTER,
  /** Suffers from it too. */
  VOTER,
  /** Is to see to it. */
  OFFICER
}
