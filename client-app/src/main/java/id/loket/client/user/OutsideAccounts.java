package id.loket.client.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Accounts of people who sign in at an issuer outside (ADR 41). One is made when such a person is
 * seen first, if the issuer has proven the address; later what changed there is taken over. An
 * account of this service's own with the same address is not theirs by that, and whoever was
 * forgotten stays so.
 */
@Singleton
class OutsideAccounts {
  private static final int MOST_REMEMBERED = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);
  private static final Set<String> ROLES =
      Set.of(Role.CITIZEN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.ADMIN);

  private final OutsideStore store;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final Pool pool;
  private final TolerantJson json;

  /** Who was just seen, and as whom: most requests find nothing new. */
  private final Cache<UUID, OutsideAccount> seen =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();

  OutsideAccounts(
      OutsideStore store, Outbox outbox, OutboxRelay relay, Pool pool, TolerantJson json) {
    this.store = store;
    this.outbox = outbox;
    this.relay = relay;
    this.pool = pool;
    this.json = json;
  }

  /**
   * Makes or renews the account of whoever calls, if they sign in outside.
   *
   * @param otherwise their language, where the token names none
   * @return fails with {@code not-verified} (403), {@code email-taken} (409) or {@code
   *     user-not-found} (404) for whoever asked to be forgotten
   */
  Uni<Void> see(Caller caller, Language otherwise) {
    if (caller.outsideIssuer().isEmpty()) {
      return nothing();
    }
    if (caller.email().isEmpty() || !caller.isEmailVerified()) {
      return Uni.createFrom().failure(new Problem(ProblemType.NOT_VERIFIED));
    }
    OutsideAccount account =
        new OutsideAccount(
            caller.userId().orElseThrow(),
            caller.outsideIssuer().get(),
            caller.name().orElse(""),
            caller.email().get(),
            caller.language().orElse(otherwise),
            rolesOf(caller));
    if (account.equals(seen.getIfPresent(account.id()))) {
      return nothing();
    }
    return pool.withTransaction(transaction -> see(transaction, account))
        .invoke(relay::wake)
        .invoke(() -> seen.put(account.id(), account));
  }

  private Uni<Void> see(SqlClient transaction, OutsideAccount account) {
    return store
        .insert(transaction, account)
        .chain(made -> made ? tell(transaction, account) : renew(transaction, account));
  }

  private Uni<Void> tell(SqlClient transaction, OutsideAccount account) {
    return outbox.append(
        transaction,
        Event.now(
            "user.registered",
            account.id().toString(),
            json.write(Map.of("userId", account.id()))));
  }

  private Uni<Void> renew(SqlClient transaction, OutsideAccount account) {
    return store
        .find(transaction, account.id())
        .map(found -> found.orElseThrow(() -> new Problem(UserProblems.EMAIL_TAKEN)))
        .invoke(
            known -> {
              if (known.deleted()) {
                throw new Problem(UserProblems.USER_NOT_FOUND);
              }
            })
        .chain(
            known ->
                known.issuer() == null
                    ? Uni.createFrom().item(true)
                    : store.update(transaction, account))
        .invoke(
            done -> {
              if (!done) {
                throw new Problem(UserProblems.EMAIL_TAKEN);
              }
            })
        .replaceWithVoid();
  }

  /** Whoever has no role yet still is somebody: the row has to name one. */
  private static Set<String> rolesOf(Caller caller) {
    return Stream.concat(Stream.of(Role.CITIZEN), ROLES.stream().filter(caller::hasRole))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
