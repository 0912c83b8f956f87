package id.loket.staging.report;

/** What is remarkable about a visit. Never stored: it is what all facts together say. */
public enum Flag {
  ASSIGNMENT_WITHDRAWN,
  ASSIGNMENT_OF_ANOTHER,
  ASSIGNMENT_UNKNOWN,
  VISITED_TWICE,
  RECEIPT_REPEATED,
  LATE,
  FROM_FUTURE
}
