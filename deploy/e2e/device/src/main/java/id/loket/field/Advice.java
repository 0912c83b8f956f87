package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;

/** What a collector does about what the server refused. */
final class Advice {
  private Advice() {}

  /** A refused call in two lines: what the server says, and what to do. */
  static String about(FieldDevice.Refused refused) {
    JsonNode problem = refused.json();
    String said =
        refused.problem().equals("other-device-bound")
            ? "another phone is in use: %s %s"
                .formatted(problem.path("model").asText(), problem.path("boundSince").asText())
            : problem.path("detail").asText(problem.path("title").asText(""));
    String what =
        switch (refused.problem()) {
          case "wrong-credentials" -> "check address and password";
          case "not-a-collector" -> "log in with an account that has the role collector";
          case "other-device-bound" ->
              "if this phone is to be used instead: device FOLDER login EMAIL PASSWORD take-over";
          case "device-of-another-collector" -> "the other collector closes the day first";
          case "device-replaced" -> "another phone took over; device FOLDER sync still sends";
          case "app-too-old" -> "device FOLDER update";
          case "digest-differs", "receipts-differ" ->
              "device FOLDER sync, device FOLDER agreed, then close again";
          case "photos-missing" -> "device FOLDER photos, device FOLDER sync, then close again";
          case "session-ended", "unauthenticated" -> "device FOLDER login EMAIL PASSWORD";
          default -> "";
        };
    return "%s%s%s"
        .formatted(
            said.isEmpty() ? refused.getMessage() : said,
            refused.problem().isEmpty() ? "" : " (" + refused.problem() + ")",
            what.isEmpty() ? "" : "\nWhat to do: " + what);
  }

  /** A refused item: what it is, why, and what to do. */
  static String about(String itemId, JsonNode refusal) {
    StringBuilder text = new StringBuilder();
    String problem = refusal.path("problem").asText();
    text.append("%s %s: %s".formatted(refusal.path("kind").asText(), itemId, problem));
    refusal
        .path("errors")
        .forEach(
            error ->
                text.append(
                    "%n  %s %s"
                        .formatted(error.path("field").asText(), error.path("detail").asText())));
    return text.append("%n  What to do: ".formatted())
        .append(
            switch (problem) {
              case "invalid-item" -> "device FOLDER correct " + itemId + " RESULT ...";
              case "consent-missing" -> "log in again; a visit needs no trail";
              default -> "record it anew with device FOLDER visit, and tell your supervisor";
            })
        .toString();
  }
}
