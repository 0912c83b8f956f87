package id.loket.collector.upstream;

import com.fasterxml.jackson.databind.JsonNode;

/** A problem the database told, in the caller's language: passed on as it is. */
public final class Relayed extends RuntimeException {
  private final int status;
  private final transient JsonNode document;

  Relayed(int status, JsonNode document) {
    super(String.valueOf(document.path("type").asText()), null, false, false);
    this.status = status;
    this.document = document;
  }

  int status() {
    return status;
  }

  JsonNode document() {
    return document;
  }
}
