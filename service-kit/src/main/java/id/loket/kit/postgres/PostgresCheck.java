package id.loket.kit.postgres;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.AuthoritiesFile;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The database's address and how it proves itself, which two drivers read. */
@Singleton
class PostgresCheck implements ConfigurationCheck {
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://[^/:@,\\s]+(:\\d{1,5})?(,[^/:@,\\s]+(:\\d{1,5})?)*/[^/?\\s]+(\\?\\S*)?");

  private static final Pattern ADDRESS = Pattern.compile("//([^/]+)/");

  private static final String VERIFIED = "verify-full";
  private static final Set<String> MODES = Set.of("disable", VERIFIED);

  private final String url;
  private final String tls;
  private final Optional<String> authority;

  PostgresCheck(
      @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
      @ConfigProperty(name = "loket.postgres.tls") String tls,
      @ConfigProperty(name = "loket.postgres.ca") Optional<String> authority) {
    this.url = url;
    this.tls = tls;
    this.authority = authority;
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_DB_URL",
        Optional.of(url),
        PostgresCheck::requireUrl,
        "set it to postgresql://<host>:<port>/<database>, without a login");
    faults.readable(
        "LOKET_DB_TLS",
        Optional.of(tls),
        PostgresCheck::requireMode,
        "set it to verify-full, with the server's authority in LOKET_DB_CA, or to disable");
    if (tls.equals(VERIFIED)) {
      faults.requiredReadable(
          "LOKET_DB_CA",
          authority,
          AuthoritiesFile::requireCertificates,
          "set it to a PEM file with the certificate of the server's authority");
      return;
    }
    Matcher address = ADDRESS.matcher(url);
    if (address.find()) {
      for (String server : address.group(1).split(",")) {
        faults.encrypted(
            "LOKET_DB_URL",
            server.replaceFirst(":\\d+$", ""),
            false,
            "set LOKET_DB_TLS to verify-full");
      }
    }
  }

  private static void requireMode(String text) {
    if (!MODES.contains(text)) {
      throw new IllegalArgumentException("neither disable nor verify-full");
    }
  }

  private static void requireUrl(String text) {
    if (!URL.matcher(text).matches()) {
      throw new IllegalArgumentException("no address of a PostgreSQL database");
    }
  }
}
