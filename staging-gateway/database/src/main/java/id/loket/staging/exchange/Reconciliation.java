package id.loket.staging.exchange;

import java.util.List;

/**
 * What was exchanged lately, newest first, with both sides' totals.
 *
 * @param failures what could not be exchanged so far
 */
public record Reconciliation(List<Supply> supplies, List<Result> results, List<Failure> failures) {}
