package id.loket.kit.start;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is wrong with the configuration. Values are never repeated: they may be secrets, or carry
 * one.
 */
public final class Faults {
  private final boolean strict;
  private final List<String> found = new ArrayList<>();

  /**
   * No faults yet.
   *
   * @param strict whether what development can do without is required
   */
  Faults(boolean strict) {
    this.strict = strict;
  }

  /**
   * A value nobody may go to production without.
   *
   * @param variable the environment variable that sets it
   * @param remedy how to mend it, in the imperative: {@code set it to …}
   */
  public Faults required(String variable, Optional<String> value, String remedy) {
    if (strict && value.filter(text -> !text.isBlank()).isEmpty()) {
      found.add(variable + " is not set: " + remedy);
    }
    return this;
  }

  /**
   * A value that has to make sense if it is there.
   *
   * @param reader reads it as its user will; what it throws says what is wrong
   */
  public Faults readable(
      String variable, Optional<String> value, Consumer<String> reader, String remedy) {
    value
        .filter(text -> !text.isBlank())
        .ifPresent(
            text -> {
              try {
                reader.accept(text);
              } catch (RuntimeException e) {
                found.add(variable + " is wrong (" + e.getMessage() + "): " + remedy);
              }
            });
    return this;
  }

  /** A value nobody may go to production without, and that has to make sense. */
  public Faults requiredReadable(
      String variable, Optional<String> value, Consumer<String> reader, String remedy) {
    return required(variable, value, remedy).readable(variable, value, reader, remedy);
  }

  /**
   * The absolute URL of another system.
   *
   * @param schemes the one to recommend first
   */
  public Faults url(String variable, String value, List<String> schemes) {
    return readable(
        variable,
        Optional.of(value),
        text -> requireUrl(text, schemes),
        "set it to " + schemes.getFirst() + "://<host>:<port>");
  }

  List<String> found() {
    return List.copyOf(found);
  }

  private static void requireUrl(String text, List<String> schemes) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("no URL");
    }
    if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
      throw new IllegalArgumentException("no " + String.join(": or ", schemes) + ": URL");
    }
    if (!"file".equals(uri.getScheme()) && uri.getHost() == null) {
      throw new IllegalArgumentException("a URL without a host");
    }
  }
}
