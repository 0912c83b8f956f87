package id.loket.staging.report;

import id.loket.kit.money.Money;
import java.util.List;
import java.util.SortedMap;

/**
 * What a batch adds up to; visits that were voided count in {@code voided} only.
 *
 * @param results visits by result
 * @param receipts money received, by method and currency
 * @param promises visits with a promise to pay
 * @param photos photos the visits name
 * @param photosMissing photos that were declared lost
 * @param meters the way along visits and positions, in the order they were recorded
 */
public record Totals(
    int visits,
    int voided,
    SortedMap<String, Integer> results,
    List<MethodTotal> receipts,
    int promises,
    List<Money> promised,
    int photos,
    int photosMissing,
    long meters) {}
