package id.loket.report.analytics;

/**
 * How far reports were taken over, as it is kept.
 *
 * @param generation the set of indices that is asked; 0 before the first
 * @param taken how far it is
 * @param building the set that is being filled beside it, or null
 * @param buildingMapping the mapping that one has; null without one
 * @param built how far that is; null without one
 * @param rebuildDue whether what is asked cannot be brought up to date and has to be replaced
 * @param run the last run, as JSON, or null
 * @param reconciliation the last comparison, as JSON, or null
 * @param leased whether some replica is at it now
 */
record EtlState(
    int generation,
    Watermark taken,
    Integer building,
    Integer buildingMapping,
    Watermark built,
    boolean rebuildDue,
    String run,
    String reconciliation,
    boolean leased) {

  /** Whether somebody fills or asks indices of a later mapping: a newer version of this service. */
  boolean isOfNewer(int mapping) {
    return buildingMapping != null && buildingMapping > mapping;
  }

  /** Whether filling the set that was begun can go on, up to a transaction. */
  boolean canGoOn(int mapping, long settled) {
    return building != null
        && buildingMapping != null
        && buildingMapping == mapping
        && built.transaction() <= settled;
  }
}
