package id.loket.kit.postgres;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The database's address, which two drivers read. */
@Singleton
class PostgresCheck implements ConfigurationCheck {
  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://[^/:@\\s]+(:\\d{1,5})?/[^/?\\s]+(\\?\\S*)?");

  private final String url;

  PostgresCheck(@ConfigProperty(name = "quarkus.datasource.jdbc.url") String url) {
    this.url = url;
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_DB_URL",
        Optional.of(url),
        PostgresCheck::requireUrl,
        "set it to postgresql://<host>:<port>/<database>, without a login");
  }

  private static void requireUrl(String text) {
    if (!URL.matcher(text).matches()) {
      throw new IllegalArgumentException("no address of a PostgreSQL database");
    }
  }
}
