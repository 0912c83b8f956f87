package id.loket.report.analytics;

/**
 * How far reports were taken over, as it is kept.
 *
 * @param generation the set of indices that is asked; 0 before the first
 * @param taken how far it is
 * @param building the set that is being filled beside it, or null
 * @param built how far that is; null without one
 * @param run the last run, as JSON, or null
 * @param reconciliation the last comparison, as JSON, or null
 * @param leased whether some replica is at it now
 */
record EtlState(
    int generation,
    Watermark taken,
    Integer building,
    Watermark built,
    String run,
    String reconciliation,
    boolean leased) {}
