package id.loket.staging.exchange;

import java.util.List;

/** What was exchanged lately, newest first, with both sides' totals. */
public record Reconciliation(List<Supply> supplies, List<Result> results) {}
