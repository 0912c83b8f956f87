package id.loket.kit.http;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.UUID;

/** Reads UUIDs in paths and queries; a malformed one is the problem {@code malformed-id}. */
@Provider
public class IdParameters implements ParamConverterProvider {
  @Override
  @SuppressWarnings("unchecked")
  public <T> ParamConverter<T> getConverter(
      Class<T> rawType, Type genericType, Annotation[] annotations) {
    return rawType == UUID.class ? (ParamConverter<T>) new IdConverter() : null;
  }

  static final class IdConverter implements ParamConverter<UUID> {
    @Override
    public UUID fromString(String value) {
      try {
        // UUID.fromString also takes short groups such as 1-1-1-1-1
        UUID id = UUID.fromString(value);
        if (id.toString().equalsIgnoreCase(value)) {
          return id;
        }
      } catch (IllegalArgumentException malformed) {
        // falls through to the problem
      }
      throw new Problem(ProblemType.MALFORMED_ID);
    }

    @Override
    public String toString(UUID value) {
      return value.toString();
    }
  }
}
