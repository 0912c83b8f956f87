package id.loket.local.supply;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.Set;

/**
 * A weakness Loket is known not to suffer from, with the reason, until somebody has to look again.
 *
 * @param name {@code group:artifact}
 * @param module the only module it is accepted in; empty for all
 */
record Accepted(String id, String name, String module, String reason, LocalDate until) {
  static Accepted of(JsonNode entry) {
    return new Accepted(
        entry.path("id").asText(),
        entry.path("package").asText(),
        entry.path("module").asText(),
        entry.path("reason").asText(),
        LocalDate.parse(entry.path("until").asText()));
  }

  boolean covers(Advisory advisory, Dependency dependency, LocalDate today) {
    return id.equals(advisory.id())
        && name.equals(dependency.name())
        && (module.isEmpty() || dependency.modules().equals(Set.of(module)))
        && !reason.isBlank()
        && !today.isAfter(until);
  }
}
