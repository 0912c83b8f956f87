package id.loket.payment.cassandra;

import id.loket.kit.http.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One script of {@code db/cassandra}. Statements end with a semicolon at the end of a line; every
 * statement can be repeated ({@code if not exists}), so a script cut short by a crash is run again.
 */
record Migration(int version, String script, String text) {
  private static final String FOLDER = "db/cassandra/";
  // Named, not listed: a native executable cannot list its resources.
  private static final List<String> SCRIPTS =
      List.of(
          "V1__invoices.cql",
          "V2__traceparent.cql",
          "V3__due.cql",
          "V4__open_work.cql",
          "V5__refunds.cql",
          "V10__audit.cql",
          "V11__without_conditions.cql");
  private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.cql");

  static List<Migration> all() {
    return SCRIPTS.stream().map(Migration::read).toList();
  }

  List<String> statements() {
    String withoutComments =
        text.lines()
            .filter(line -> !line.stripLeading().startsWith("--"))
            .collect(Collectors.joining("\n"));
    return Arrays.stream(withoutComments.split(";\\s*(\n|$)"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  String checksum() {
    return Sha256.ofText(text).hex();
  }

  private static Migration read(String script) {
    Matcher name = NAME.matcher(script);
    if (!name.matches()) {
      throw new IllegalStateException(script + " is not named V<number>__<what>.cql");
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(FOLDER + script)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + script + " is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Migration(Integer.parseInt(name.group(1)), script, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
