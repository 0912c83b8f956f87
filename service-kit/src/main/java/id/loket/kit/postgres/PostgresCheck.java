package id.loket.kit.postgres;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The database's address and how it proves itself, which two drivers read. */
@Singleton
class PostgresCheck implements ConfigurationCheck {
  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://[^/:@,\\s]+(:\\d{1,5})?(,[^/:@,\\s]+(:\\d{1,5})?)*/[^/?\\s]+(\\?\\S*)?");

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
          PostgresCheck::requireCertificates,
          "set it to a PEM file with the certificate of the server's authority");
    }
  }

  private static void requireMode(String text) {
    if (!MODES.contains(text)) {
      throw new IllegalArgumentException("neither disable nor verify-full");
    }
  }

  private static void requireCertificates(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
        throw new IllegalArgumentException("no certificate in that file");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("no file that can be read", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no certificate in that file", e);
    }
  }

  private static void requireUrl(String text) {
    if (!URL.matcher(text).matches()) {
      throw new IllegalArgumentException("no address of a PostgreSQL database");
    }
  }
}
