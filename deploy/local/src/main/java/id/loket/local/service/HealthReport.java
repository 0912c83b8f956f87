package id.loket.local.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Reads what a service says of its readiness (MicroProfile Health). */
final class HealthReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REACHED = "was reached";

  private HealthReport() {}

  /** What the service still waits for, as one line. */
  static String missing(String body) {
    try {
      List<String> missing = new ArrayList<>();
      for (JsonNode check : JSON.readTree(body).path("checks")) {
        if (!check.path("status").asText().equals("UP")) {
          missing.add(check.path("name").asText() + details(check.path("data")));
        }
      }
      return missing.isEmpty() ? "it is not ready" : "it waits for " + String.join(", ", missing);
    } catch (JsonProcessingException e) {
      return "it is not ready";
    }
  }

  private static String details(JsonNode data) {
    List<String> details = new ArrayList<>();
    data.properties()
        .forEach(
            each -> {
              if (!each.getValue().asText().equals(REACHED)) {
                details.add(each.getKey() + ": " + each.getValue().asText());
              }
            });
    return details.isEmpty() ? "" : " (" + String.join("; ", details) + ")";
  }
}
