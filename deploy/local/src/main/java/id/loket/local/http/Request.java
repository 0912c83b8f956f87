package id.loket.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read whole.
 *
 * @param path the values of the names in the route's path
 * @param query the first value of each query parameter
 * @param headers the first value of each header, named in lower case
 */
public record Request(
    String method,
    Map<String, String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The body as a JSON object; anything else is a 400. */
  public JsonNode json() {
    try {
      JsonNode node = JSON.readTree(body);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // answered below like any other text that is no object
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    throw new BadRequest("The body must be a JSON object.");
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
  }

  /** Answered with 400 and this text. */
  public static final class BadRequest extends RuntimeException {
    public BadRequest(String message) {
      super(message);
    }
  }
}
