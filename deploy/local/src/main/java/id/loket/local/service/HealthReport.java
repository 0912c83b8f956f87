package id.loket.local.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.server.HttpCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what a service says of its readiness (MicroProfile Health). */
public final class HealthReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final String REACHED = "was reached";

  private HealthReport() {}

  /** What a service on this machine still waits for, as one line; empty when it is ready. */
  public static String missingAt(int healthPort) {
    try {
      HttpCall.Answer answer =
          HttpCall.answer(
              HttpCall.to("http://127.0.0.1:" + healthPort + "/q/health/ready").build(),
              Optional.empty());
      return answer.status() == OK ? "" : missing(answer.body());
    } catch (IOException e) {
      return "it does not answer";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it was not asked";
    }
  }

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
