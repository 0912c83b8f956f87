package id.loket.report.media;

/** What a photo shows. */
public enum Purpose {
  /** The damage. */
  BEFORE,
  /** The repair; only officers show it. */
  AFTER
}
