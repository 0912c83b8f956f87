package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words visits are told in, as the server gave them at the last login.
 *
 * @param results each with the members a visit of that result must come with
 * @param methods how money is handed over
 */
record Reference(Map<String, List<String>> results, List<String> methods) {
  /** What docs/sync.md says, for a server that tells nothing else. */
  private static final Reference DOCUMENTED =
      new Reference(
          Map.of(
              "PAID", List.of("receipt"),
              "PART_PAID", List.of("receipt", "promise"),
              "PROMISED", List.of("promise"),
              "NOT_MET", List.of(),
              "MOVED", List.of(),
              "DISPUTED", List.of(),
              "OTHER", List.of("note")),
          List.of("CASH", "TRANSFER", "QRIS"));

  static Reference of(JsonNode told) {
    if (told.path("results").isEmpty() || told.path("methods").isEmpty()) {
      return DOCUMENTED;
    }
    Map<String, List<String>> results = new LinkedHashMap<>();
    told.path("results")
        .forEach(each -> results.put(each.path("code").asText(), texts(each.path("needs"))));
    return new Reference(results, texts(told.path("methods")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return List.copyOf(texts);
  }

  String requireResult(String word) {
    if (!results.containsKey(word)) {
      throw new Misuse(
          "%s is no result of a visit: one of %s"
              .formatted(word, String.join(", ", results.keySet().stream().sorted().toList())));
    }
    return word;
  }

  String requireMethod(String word) {
    if (!methods.contains(word)) {
      throw new Misuse(
          "%s is no way to pay: one of %s".formatted(word, String.join(", ", methods)));
    }
    return word;
  }
}
