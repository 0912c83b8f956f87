package id.loket.client.session;

import id.loket.client.limit.AttemptLimits;
import id.loket.client.secret.Digests;
import id.loket.client.secret.Token;
import id.loket.client.user.Account;
import id.loket.client.user.Users;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Signing in and out. */
@Singleton
public class Sessions {
  private final Users users;
  private final SessionStore store;
  private final AccessTokens accessTokens;
  private final AttemptLimits limits;
  private final SessionConfig config;
  private final Pool pool;
  private final MeterRegistry metrics;

  Sessions(
      Users users,
      SessionStore store,
      AccessTokens accessTokens,
      AttemptLimits limits,
      SessionConfig config,
      Pool pool,
      MeterRegistry metrics) {
    this.users = users;
    this.store = store;
    this.accessTokens = accessTokens;
    this.limits = limits;
    this.config = config;
    this.pool = pool;
    this.metrics = metrics;
  }

  /**
   * Starts a session. A wrong password and an unknown address are one answer after the same time.
   *
   * @param address where the request comes from
   */
  public Uni<SessionTokens> signIn(SignIn request, String address) {
    String accountKey = "sign-in:" + digest(request.email() + "|" + address);
    String addressKey = "sign-in-from:" + digest(address);
    return limits
        .take(addressKey, config.attemptsPerAddress(), config.attemptWindow())
        .chain(() -> limits.take(accountKey, config.attemptsPerAccount(), config.attemptWindow()))
        .chain(() -> users.authenticate(request.email(), request.password()))
        .map(found -> found.orElseThrow(() -> wrongCredentials()))
        .call(account -> limits.forget(accountKey))
        .call(account -> limits.giveBack(addressKey))
        .chain(this::start)
        .invoke(() -> count("success"));
  }

  private Uni<SessionTokens> start(Account account) {
    UUID sessionId = Ids.next();
    return pool.withTransaction(
        transaction ->
            store
                .insert(transaction, sessionId, account.id())
                .chain(() -> issue(transaction, account, sessionId)));
  }

  private Uni<SessionTokens> issue(SqlClient transaction, Account account, UUID sessionId) {
    String refreshToken = Token.next();
    return store
        .addToken(transaction, sessionId, refreshToken, config.refreshTokenLifetime())
        .map(
            done ->
                new SessionTokens(
                    accessTokens.issue(account, sessionId),
                    refreshToken,
                    "Bearer",
                    accessTokens.lifetimeSeconds(),
                    account.id()));
  }

  /**
   * Exchanges a refresh token for new tokens. One that was exchanged before is in wrong hands, or
   * the new one is: the whole session ends (RFC 9700 §4.14.2).
   */
  public Uni<SessionTokens> refresh(String refreshToken) {
    // The account is read before the transaction: no connection is held while waiting for another.
    return store
        .ownerOf(refreshToken)
        .chain(owner -> owner.map(users::account).orElseGet(Sessions::nobody))
        .chain(
            account ->
                pool.withTransaction(transaction -> exchange(transaction, refreshToken, account)))
        .map(tokens -> tokens.orElseThrow(() -> new Problem(SessionProblems.SESSION_ENDED)));
  }

  private Uni<Optional<SessionTokens>> exchange(
      SqlClient transaction, String refreshToken, Optional<Account> account) {
    return store
        .lockToken(transaction, refreshToken)
        .chain(
            found -> {
              if (found.isEmpty() || !found.get().isLive()) {
                return refused();
              }
              UUID sessionId = found.get().sessionId();
              if (found.get().used() || account.isEmpty()) {
                return store.end(transaction, sessionId).chain(Sessions::refused);
              }
              return store
                  .useUp(transaction, refreshToken)
                  .chain(() -> issue(transaction, account.get(), sessionId))
                  .map(Optional::of);
            });
  }

  /** Ends one session: its refresh token is worth nothing any more. */
  public Uni<Void> end(UUID sessionId) {
    return store.end(pool, sessionId);
  }

  /** Ends all sessions of a user. */
  public Uni<Void> endAll(UUID userId) {
    return store.endAll(userId);
  }

  private Problem wrongCredentials() {
    count("refused");
    return new Problem(SessionProblems.WRONG_CREDENTIALS);
  }

  private static Uni<Optional<Account>> nobody() {
    return Uni.createFrom().item(Optional.empty());
  }

  private static Uni<Optional<SessionTokens>> refused() {
    return Uni.createFrom().item(Optional.empty());
  }

  private static String digest(String text) {
    return Digests.hex(Digests.ofEmail(text));
  }

  private void count(String outcome) {
    metrics.counter("loket.sign.ins", "outcome", outcome).increment();
  }
}
