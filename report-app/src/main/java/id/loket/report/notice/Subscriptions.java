package id.loket.report.notice;

import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which browsers of whom want to be told. */
@Singleton
public class Subscriptions {
  public static final ProblemType NOT_FOUND = new ProblemType("subscription-not-found", 404);
  public static final ProblemType TOO_MANY = new ProblemType("too-many-subscriptions", 409);
  public static final ProblemType NOT_OFFERED = new ProblemType("push-not-offered", 404);

  private static final int SHORTEST_SECRET = 16;

  private final SubscriptionStore store;
  private final Vapid vapid;
  private final NoticeConfig config;
  private final OutboundAddresses addresses;

  Subscriptions(SubscriptionStore store, Vapid vapid, NoticeConfig config) {
    this.store = store;
    this.vapid = vapid;
    this.config = config;
    boolean anywhere = config.dangerousAllowPrivateAddresses();
    this.addresses = new OutboundAddresses(anywhere ? Set.of() : config.pushServices(), anywhere);
  }

  /** The key browsers subscribe with; fails with {@code push-not-offered} (404). */
  public String key() {
    return vapid.publicKey().orElseThrow(() -> new Problem(NOT_OFFERED));
  }

  /**
   * Lets a browser be told.
   *
   * @return fails with {@code invalid-input} for an endpoint that may not be called or is another
   *     browser's, {@code too-many-subscriptions} (409)
   */
  public Uni<Subscription> subscribe(UUID userId, Subscription.Subscribe wanted) {
    key();
    requireEndpoint(wanted.endpoint());
    requireKeys(wanted.keys());
    return store
        .list(userId)
        .chain(
            known -> {
              boolean isNew =
                  known.stream().noneMatch(one -> one.endpoint().equals(wanted.endpoint()));
              if (isNew && known.size() >= config.mostBrowsers()) {
                throw new Problem(TOO_MANY, config.mostBrowsers());
              }
              return store.put(Ids.next(), userId, wanted);
            })
        .map(put -> put.orElseThrow(() -> Problem.invalid("endpoint", "field.push.taken")));
  }

  /** A user's browsers. */
  public Uni<List<Subscription>> list(UUID userId) {
    return store.list(userId);
  }

  /** Tells a browser no more; fails with {@code subscription-not-found} (404). */
  public Uni<Void> unsubscribe(UUID id, UUID userId) {
    return store
        .delete(id, userId)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw new Problem(NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  /** Which addresses may be called at all. */
  OutboundAddresses addresses() {
    return addresses;
  }

  private void requireEndpoint(String endpoint) {
    try {
      if (addresses.hasAcceptableForm(URI.create(endpoint))) {
        return;
      }
    } catch (IllegalArgumentException malformed) {
      // falls through to the problem
    }
    throw Problem.invalid("endpoint", "field.push.endpoint");
  }

  private static void requireKeys(Subscription.BrowserKeys keys) {
    try {
      PushKey.decode(Base64.getUrlDecoder().decode(keys.p256dh()));
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("keys.p256dh", "field.push.key");
    }
    try {
      if (Base64.getUrlDecoder().decode(keys.auth()).length >= SHORTEST_SECRET) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the problem
    }
    throw Problem.invalid("keys.auth", "field.push.key");
  }
}
