package id.loket.kit.postgres;

import id.loket.kit.tls.AuthoritiesFile;
import io.quarkus.arc.Unremovable;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who is believed to be PostgreSQL: certificates of the authorities in {@code LOKET_DB_CA}, and of
 * no others. Quarkus' TLS registry reads the file again every {@code
 * quarkus.tls.postgres.reload-period}; Flyway's driver reads it at each connection by itself.
 */
@Singleton
class PostgresAuthorities {
  private static final String NAME = "postgres";

  private final AuthoritiesFile file;

  PostgresAuthorities(
      @ConfigProperty(name = "loket.postgres.ca") Optional<String> file,
      @ConfigProperty(name = "loket.postgres.tls") String tls) {
    this.file = new AuthoritiesFile(file.filter(ca -> !tls.equals("disable")).map(Path::of), false);
  }

  @Produces
  @Dependent
  @Unremovable
  @Identifier(NAME)
  TrustStoreProvider provider() {
    return file.provider();
  }

  /** Makes connections to that server believe them, if they are made over TLS. */
  PgConnectOptions believedBy(PgConnectOptions server) {
    if (server.getSslMode() != SslMode.DISABLE) {
      server.setTrustOptions(TrustOptions.wrap(file));
    }
    return server;
  }
}
