package id.loket.kit.auth;

import id.loket.kit.work.OutageLog;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * An issuer's keys, fetched from its JSON Web Key Set (RFC 7517) without blocking. A key nobody
 * knows makes the set be fetched anew, once for all who ask meanwhile and at most every few
 * seconds, so that keys can be rotated and forged key ids cannot be used to flood the issuer, least
 * of all one that is away. Keys age: after five minutes the set is fetched again while the old one
 * still answers, so that a withdrawn key ends; after an hour without the issuer no key is trusted.
 */
final class FetchedKeys {
  private static final Duration REFETCH_AT_MOST_EVERY = Duration.ofSeconds(5);
  private static final Duration RETRY_AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final Duration FRESH_FOR = Duration.ofMinutes(5);
  private static final Duration TRUSTED_FOR = Duration.ofHours(1);

  private final Supplier<Uni<String>> source;
  private final LongSupplier nanoTime;
  private final OutageLog outages;
  private volatile Fetched fetched = new Fetched(Map.of(), 0);
  private Uni<Void> underWay;
  private long notBefore;

  /**
   * @param source fetches the set
   * @param complaint what is logged while it cannot be fetched
   */
  FetchedKeys(Supplier<Uni<String>> source, LongSupplier nanoTime, String complaint) {
    this.source = source;
    this.nanoTime = nanoTime;
    this.notBefore = nanoTime.getAsLong();
    this.outages = new OutageLog(FetchedKeys.class, complaint);
  }

  /** The key of that id; empty when the issuer has none or cannot be asked. */
  Uni<Optional<JsonWebKey>> find(String keyId) {
    Fetched now = fetched;
    JsonWebKey known = now.keys.get(keyId);
    if (known == null || isOlderThan(TRUSTED_FOR, now)) {
      return refreshed().map(asked -> trusted(keyId));
    }
    if (isOlderThan(FRESH_FOR, now)) {
      refreshed().subscribe().with(done -> {}, outages::failed);
    }
    return Uni.createFrom().item(Optional.of(known));
  }

  private Optional<JsonWebKey> trusted(String keyId) {
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
    return source
        .get()
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
      List<JsonWebKey> keys = new JsonWebKeySet(keySet).getJsonWebKeys();
      fetched =
          new Fetched(
              keys.stream()
                  .filter(FetchedKeys::isForSignatures)
                  .collect(
                      Collectors.toMap(JsonWebKey::getKeyId, key -> key, (first, again) -> first)),
              nanoTime.getAsLong());
    } catch (JoseException e) {
      throw new IllegalStateException("not a JSON Web Key Set", e);
    }
  }

  /** A public key with an id, not one for encryption, and no secret that both sides would share. */
  private static boolean isForSignatures(JsonWebKey key) {
    return key.getKeyId() != null
        && key.getKey() instanceof PublicKey
        && (key.getUse() == null || key.getUse().equals("sig"));
  }

  /** The issuer's keys, and when it told them. */
  private record Fetched(Map<String, JsonWebKey> keys, long at) {}
}
