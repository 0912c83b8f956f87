package id.loket.kit.auth;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * The keys user tokens are signed with, fetched from the issuer's JSON Web Key Set without
 * blocking. A key nobody knows makes the set be fetched anew, at most every few seconds, so that
 * keys can be rotated and forged key ids cannot be used to flood the issuer. The issuer itself has
 * them as {@link IssuerKeys}.
 */
@Singleton
public class UserKeys {
  private static final Logger LOG = Logger.getLogger(UserKeys.class);
  private static final Duration REFETCH_AT_MOST_EVERY = Duration.ofSeconds(5);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);

  private final Instance<IssuerKeys> own;
  private final URI location;
  private final WebClient client;
  private volatile Map<String, Key> keys = Map.of();
  private volatile Instant fetchedAt = Instant.EPOCH;

  UserKeys(Instance<IssuerKeys> own, AuthConfig config, Vertx vertx) {
    this.own = own;
    this.location = URI.create(config.jwks());
    this.client = WebClient.create(vertx);
  }

  /** The key of that id; empty when the issuer has none or cannot be asked. */
  Uni<Optional<Key>> find(String keyId) {
    if (own.isResolvable()) {
      return Uni.createFrom().item(() -> own.get().find(keyId));
    }
    Key known = keys.get(keyId);
    if (known != null) {
      return Uni.createFrom().item(Optional.of(known));
    }
    if (fetchedAt.plus(REFETCH_AT_MOST_EVERY).isAfter(Instant.now())) {
      return Uni.createFrom().item(Optional.empty());
    }
    return fetch()
        .invoke(this::remember)
        .map(fetched -> Optional.ofNullable(keys.get(keyId)))
        .onFailure()
        .invoke(e -> LOG.warnf("Cannot fetch the keys of user tokens: %s", e.toString()))
        .onFailure()
        .recoverWithItem(Optional.empty());
  }

  private void remember(String keySet) {
    try {
      keys =
          new JsonWebKeySet(keySet)
              .getJsonWebKeys().stream()
                  .filter(key -> key.getKeyId() != null)
                  .collect(Collectors.toMap(JsonWebKey::getKeyId, JsonWebKey::getKey));
      fetchedAt = Instant.now();
    } catch (JoseException e) {
      throw new IllegalStateException("not a JSON Web Key Set", e);
    }
  }

  private Uni<String> fetch() {
    if ("file".equals(location.getScheme())) {
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
    return client
        .getAbs(location.toString())
        .timeout(FETCH_TIMEOUT.toMillis())
        .send()
        .map(
            response -> {
              if (response.statusCode() != 200) {
                throw new IllegalStateException("status " + response.statusCode());
              }
              return response.bodyAsString();
            });
  }
}
