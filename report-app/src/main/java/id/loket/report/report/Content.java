package id.loket.report.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.report.place.Location;
import java.util.Map;

/**
 * What a report says.
 *
 * @param answers to the category's questions, by their codes
 */
public record Content(
    String note, Location location, Visibility visibility, Map<String, JsonNode> answers) {}
