package id.loket.report.forecast;

/**
 * What is forecast: damage of one category in one area.
 *
 * @param area a geohash
 */
public record Cell(String area, String category) {}
