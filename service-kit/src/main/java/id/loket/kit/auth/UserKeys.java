package id.loket.kit.auth;

import id.loket.kit.http.AnswerLimit;
import id.loket.kit.work.OutageLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * The keys user tokens are signed with, fetched from the issuer's JSON Web Key Set without
 * blocking. A key nobody knows makes the set be fetched anew, once for all who ask meanwhile and at
 * most every few seconds, so that keys can be rotated and forged key ids cannot be used to flood
 * the issuer, least of all one that is away. The issuer itself has them as {@link IssuerKeys}.
 */
@Singleton
public class UserKeys {
  private static final Duration REFETCH_AT_MOST_EVERY = Duration.ofSeconds(5);
  private static final Duration RETRY_AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);
  private static final int LARGEST_KEY_SET = 256 * 1024;

  private final Instance<IssuerKeys> own;
  private final URI location;
  private final WebClient client;
  private volatile Map<String, Key> keys = Map.of();
  private final OutageLog outages =
      new OutageLog(UserKeys.class, "The keys of user tokens cannot be fetched");
  private Uni<Void> underWay;
  private long notBefore = System.nanoTime();

  UserKeys(Instance<IssuerKeys> own, AuthConfig config, Vertx vertx) {
    this.own = own;
    this.location = URI.create(config.jwks());
    this.client = AnswerLimit.on(WebClient.create(vertx), vertx, LARGEST_KEY_SET);
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
    return refreshed().map(asked -> Optional.ofNullable(keys.get(keyId)));
  }

  /** Asks the issuer, together with whoever else wants to now, unless it was asked just before. */
  private Uni<Void> refreshed() {
    Uni<Void> fetching;
    synchronized (this) {
      if (underWay == null) {
        if (System.nanoTime() - notBefore < 0) {
          return Uni.createFrom().voidItem();
        }
        underWay = fetchedOnce();
      }
      fetching = underWay;
    }
    Context caller = io.vertx.core.Vertx.currentContext();
    return caller == null
        ? fetching
        : fetching.emitOn(rest -> caller.runOnContext(here -> rest.run()));
  }

  private Uni<Void> fetchedOnce() {
    return fetch()
        .invoke(this::remember)
        .onItem()
        .invoke(fetched -> rest(REFETCH_AT_MOST_EVERY))
        .invoke(outages::worked)
        .onFailure()
        .invoke(failure -> rest(RETRY_AT_MOST_EVERY))
        .onFailure()
        .invoke(outages::failed)
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid()
        .memoize()
        .indefinitely();
  }

  private synchronized void rest(Duration pause) {
    underWay = null;
    notBefore = System.nanoTime() + pause.toNanos();
  }

  private void remember(String keySet) {
    try {
      keys =
          new JsonWebKeySet(keySet)
              .getJsonWebKeys().stream()
                  .filter(key -> key.getKeyId() != null)
                  .collect(Collectors.toMap(JsonWebKey::getKeyId, JsonWebKey::getKey));
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
