package id.loket.kit.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;

/**
 * Reads what other services answer and publish: fields added later are ignored, so that a producer
 * can grow without breaking its consumers.
 */
@Singleton
public class TolerantJson {
  private final ObjectMapper mapper;

  public TolerantJson(ObjectMapper strict) {
    this.mapper = strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException when it is not JSON of that type
   */
  public <T> T read(String json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
    }
  }

  /** Writes a document the way responses are written. */
  public String write(Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
    }
  }
}
