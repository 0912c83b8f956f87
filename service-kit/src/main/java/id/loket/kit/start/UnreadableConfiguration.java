package id.loket.kit.start;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that cannot be read as what they are for (a duration, a number, a port) are found by the
 * configuration library before any of our code runs, and told by Quarkus with its own words: turned
 * here into one line that names the environment variable and repeats no secret.
 */
final class UnreadableConfiguration {
  private static final Pattern MISSING =
      Pattern.compile("The config property (\\S+) is required but");
  private static final Pattern UNREADABLE =
      Pattern.compile(
          "The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst"
              + " being converted (?:SRCFG\\d+: )?([^\\r\\n]*)");
  private static final Pattern EMPTY =
      Pattern.compile("The config property (\\S+) is defined as the empty String");
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(key|secret|password|token|login).*");
  // The driver reads its address before any of our checks run.
  private static final String BAD_DATABASE = "invalid connection URI";
  private static final String ANNOUNCED_BY = "io.quarkus.runtime.Application";
  // Loggers nobody holds are forgotten, with their filters.
  private static final Logger ANNOUNCER = Logger.getLogger(ANNOUNCED_BY);

  // Says its version before logging is set up; Quarkus prints that when a start fails.
  private static final Logger CHATTY = Logger.getLogger("org.hibernate");
  private static final PrintStream ERRORS = System.err;

  private UnreadableConfiguration() {}

  /** From now on, until it {@link #wasRead}. */
  static void isToldInOneLine() {
    System.setErr(
        new PrintStream(ERRORS, true, StandardCharsets.UTF_8) {
          @Override
          public void println(String text) {
            endIfAtFault(text);
            super.println(text);
          }
        });
    ANNOUNCER.setFilter(UnreadableConfiguration::isNoFault);
    CHATTY.setLevel(Level.WARNING);
  }

  /** All of it could be read: what is printed from now on is somebody else's. */
  static void wasRead() {
    System.setErr(ERRORS);
    ANNOUNCER.setFilter(null);
    CHATTY.setLevel(null);
  }

  private static boolean isNoFault(LogRecord announced) {
    for (Throwable t = announced.getThrown(); t != null; t = t.getCause()) {
      endIfAtFault(t.getMessage());
    }
    return true;
  }

  /** Logging is not set up yet: what it holds back until then would be printed at a usual end. */
  private static void endIfAtFault(String text) {
    line(text, System.getenv())
        .ifPresent(line -> EarlyEnd.failed(line, ConfigurationChecks.EXIT_CODE));
  }

  /** The faults a text of Quarkus tells of, in one line of ours. */
  static Optional<String> line(String text, Map<String, String> environment) {
    if (text == null) {
      return Optional.empty();
    }
    List<String> faults = new ArrayList<>();
    if (text.contains(BAD_DATABASE)) {
      faults.add("LOKET_DB_URL is wrong: set it to postgresql://<host>:<port>/<database>");
    }
    Matcher unreadable = UNREADABLE.matcher(text);
    while (unreadable.find()) {
      faults.add(unreadable(unreadable, environment));
    }
    for (Pattern pattern : List.of(MISSING, EMPTY)) {
      Matcher missing = pattern.matcher(text);
      while (missing.find()) {
        String key = missing.group(1);
        faults.add(key + " is not set: set " + variableOf(key));
      }
    }
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(ConfigurationChecks.line("The service", faults));
  }

  private static String unreadable(Matcher found, Map<String, String> environment) {
    String key = found.group(1);
    String value = found.group(2);
    String variable =
        environment.entrySet().stream()
            .filter(entry -> !value.isEmpty() && entry.getValue().equals(value))
            .map(Map.Entry::getKey)
            .filter(name -> name.startsWith("LOKET_") || name.startsWith("WEBHOOK_"))
            .sorted()
            .findFirst()
            .orElseGet(() -> variableOf(key));
    boolean isSecret = SECRET.matcher(key).matches() || value.contains("@");
    String why = isSecret ? "its value cannot be read" : found.group(3).strip();
    String shown = isSecret ? "" : " \"" + value + "\"";
    return "%s%s is wrong (%s): correct it, or leave it out for its default (key %s)"
        .formatted(variable, shown, why, key);
  }

  /** As the configuration library maps keys to environment variables. */
  private static String variableOf(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
