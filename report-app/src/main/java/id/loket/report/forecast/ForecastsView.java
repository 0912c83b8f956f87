package id.loket.report.forecast;

import java.time.LocalDate;
import java.util.List;

/**
 * Forecasts as they are shown.
 *
 * @param learnedFrom the Monday the first week begins on that the model has seen
 * @param weeksSeen how many whole weeks it has seen
 * @param total all that was asked for, together
 * @param items each area and category, the most expected first
 */
public record ForecastsView(
    LocalDate learnedFrom, int weeksSeen, Forecast total, List<Forecast> items) {}
