package id.loket.kit.auth;

import id.loket.kit.http.AnswerLimit;
import id.loket.kit.tls.Authorities;
import id.loket.kit.work.OutageLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * The keys user tokens are signed with, fetched from the issuer's JSON Web Key Set without
 * blocking. A key nobody knows makes the set be fetched anew, once for all who ask meanwhile and at
 * most every few seconds, so that keys can be rotated and forged key ids cannot be used to flood
 * the issuer, least of all one that is away. Keys age: after five minutes the set is fetched again
 * while the old one still answers, so that a withdrawn key ends; after an hour without the issuer
 * no key is trusted, as no token it signed is valid then either. The issuer itself has them as
 * {@link IssuerKeys}.
 */
@Singleton
public class UserKeys {
  private static final Duration REFETCH_AT_MOST_EVERY = Duration.ofSeconds(5);
  private static final Duration RETRY_AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(3);
  private static final int LARGEST_KEY_SET = 256 * 1024;
  private static final Duration FRESH_FOR = Duration.ofMinutes(5);
  private static final Duration TRUSTED_FOR = Duration.ofHours(1);

  private final Instance<IssuerKeys> own;
  private final URI location;
  private final WebClient client;
  private final LongSupplier nanoTime;
  private volatile Fetched fetched = new Fetched(Map.of(), 0);
  private final OutageLog outages =
      new OutageLog(UserKeys.class, "The keys of user tokens cannot be fetched");
  private Uni<Void> underWay;
  private long notBefore;

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
    this.nanoTime = nanoTime;
    this.notBefore = nanoTime.getAsLong();
    this.location = URI.create(config.jwks());
    this.client =
        AnswerLimit.on(
            WebClient.create(vertx, authorities.believedBy(new WebClientOptions())),
            vertx,
            LARGEST_KEY_SET);
  }

  /** The key of that id; empty when the issuer has none or cannot be asked. */
  Uni<Optional<Key>> find(String keyId) {
    if (own.isResolvable()) {
      return Uni.createFrom().item(() -> own.get().find(keyId));
    }
    Fetched now = fetched;
    Key known = now.keys.get(keyId);
    if (known == null || isOlderThan(TRUSTED_FOR, now)) {
      return refreshed().map(asked -> trusted(keyId));
    }
    if (isOlderThan(FRESH_FOR, now)) {
      refreshed().subscribe().with(done -> {}, outages::failed);
    }
    return Uni.createFrom().item(Optional.of(known));
  }

  private Optional<Key> trusted(String keyId) {
    Fetched now = fetched;
    return isOlderThan(TRUSTED_FOR, now)
        ? Optional.empty()
        : Optional.ofNullable(now.keys.get(keyId));
  }

  private boolean isOlderThan(Duration age, Fetched found) {
    return nanoTime.getAsLong() - found.at > age.toNanos();
  }

  /** Asks the issuer, together with whoever else wants to now, unless it was asked just before. */
  private Uni<Void> refreshed() {
    Uni<Void> fetching;
    synchronized (this) {
      if (underWay == null) {
        if (nanoTime.getAsLong() - notBefore < 0) {
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
        .invoke(done -> rest(REFETCH_AT_MOST_EVERY))
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
    notBefore = nanoTime.getAsLong() + pause.toNanos();
  }

  private void remember(String keySet) {
    try {
      Map<String, Key> keys =
          new JsonWebKeySet(keySet)
              .getJsonWebKeys().stream()
                  .filter(key -> key.getKeyId() != null)
                  .collect(Collectors.toMap(JsonWebKey::getKeyId, JsonWebKey::getKey));
      fetched = new Fetched(keys, nanoTime.getAsLong());
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

  /** The issuer's keys, and when it told them. */
  private record Fetched(Map<String, Key> keys, long at) {}
}
