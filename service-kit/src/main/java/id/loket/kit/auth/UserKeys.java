package id.loket.kit.auth;

import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;

/**
 * The keys client-app signs user tokens with. client-app itself has them as {@link IssuerKeys}, all
 * others {@linkplain FetchedKeys fetch} them: a token it signed is valid for less than the hour for
 * which they are trusted without it.
 */
@Singleton
public class UserKeys {
  private final Instance<IssuerKeys> own;
  private final FetchedKeys fetched;

  @Inject
  UserKeys(Instance<IssuerKeys> own, AuthConfig config, Authorities authorities, Vertx vertx) {
    this(own, config, authorities, vertx, System::nanoTime);
  }

  UserKeys(
      Instance<IssuerKeys> own,
      AuthConfig config,
      Authorities authorities,
      Vertx vertx,
      LongSupplier nanoTime) {
    this.own = own;
    URI location = URI.create(config.jwks());
    JsonDocuments documents = new JsonDocuments(authorities, vertx);
    this.fetched =
        new FetchedKeys(
            () -> "file".equals(location.getScheme()) ? read(location) : documents.get(location),
            nanoTime,
            "The keys of user tokens cannot be fetched");
  }

  /** The key of that id; empty when the issuer has none or cannot be asked. */
  Uni<Optional<Key>> find(String keyId) {
    return own.isResolvable()
        ? Uni.createFrom().item(() -> own.get().find(keyId))
        : fetched.find(keyId).map(found -> found.map(JsonWebKey::getKey));
  }

  private static Uni<String> read(URI location) {
    return Uni.createFrom()
        .item(
            () -> {
              try {
                return Files.readString(Path.of(location));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }
}
