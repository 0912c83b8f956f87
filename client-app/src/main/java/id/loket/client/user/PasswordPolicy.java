package id.loket.client.user;

import id.loket.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which passwords are accepted: long ones that are neither the user's own name or address nor on a
 * list of common ones. No rules about kinds of characters (NIST SP 800-63B §5.1.1.2).
 */
@Singleton
public class PasswordPolicy {
  static final int SHORTEST = 10;
  static final int LONGEST = 128;

  private final Set<String> common;

  PasswordPolicy() {
    this.common = read("common-passwords.txt");
  }

  /**
   * Refuses a weak password.
   *
   * @throws Problem {@code invalid-input} with field {@code password}
   */
  public void check(String password, String name, String email) {
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw Problem.invalid("password", "field.password.length", SHORTEST, LONGEST);
    }
    String plain = password.strip().toLowerCase(Locale.ROOT);
    if (plain.equals(email.toLowerCase(Locale.ROOT))
        || plain.equals(localPart(email))
        || plain.replace(" ", "").equals(name.toLowerCase(Locale.ROOT).replace(" ", ""))) {
      throw Problem.invalid("password", "field.password.own-data");
    }
    if (common.contains(plain) || plain.chars().distinct().count() == 1) {
      throw Problem.invalid("password", "field.password.common");
    }
  }

  private static String localPart(String email) {
    String lower = email.toLowerCase(Locale.ROOT);
    int at = lower.indexOf('@');
    return at < 0 ? lower : lower.substring(0, at);
  }

  private static Set<String> read(String resource) {
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
