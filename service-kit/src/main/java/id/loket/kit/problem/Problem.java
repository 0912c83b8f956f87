package id.loket.kit.problem;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A failure the caller is told about as {@code application/problem+json} (RFC 9457). Thrown
 * anywhere below a resource; written by {@link ProblemResponses} in the caller's language.
 */
public final class Problem extends RuntimeException {
  private final transient ProblemType type;
  private final transient Object[] arguments;
  private final transient Map<String, Object> extensions = new LinkedHashMap<>();
  private final transient List<InvalidField> invalidFields = new ArrayList<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * A problem of that type.
   *
   * @param arguments what the type's detail text has placeholders for; never personal data
   */
  public Problem(ProblemType type, Object... arguments) {
    // Expected failures need no stack trace: they are answers, not accidents.
    super(type.name(), null, false, false);
    this.type = type;
    this.arguments = arguments;
  }

  /** Invalid input in one field; the message key is looked up in the {@code problems} bundle. */
  public static Problem invalid(String field, String messageKey, Object... arguments) {
    return new Problem(ProblemType.INVALID_INPUT).field(field, messageKey, arguments);
  }

  /** Names a further field that has to be mended, and how. */
  public Problem field(String field, String messageKey, Object... messageArguments) {
    invalidFields.add(new InvalidField(field, messageKey, messageArguments));
    return this;
  }

  /** Adds an extension member. */
  public Problem with(String member, Object value) {
    extensions.put(member, value);
    return this;
  }

  /** Adds a response header, for example {@code Retry-After}. */
  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public ProblemType type() {
    return type;
  }

  Object[] arguments() {
    return arguments;
  }

  Map<String, Object> extensions() {
    return extensions;
  }

  List<InvalidField> invalidFields() {
    return invalidFields;
  }

  /** The response headers that belong to it, for answers that are written outside of a resource. */
  public Map<String, String> headers() {
    return headers;
  }

  record InvalidField(String field, String messageKey, Object[] arguments) {}
}
