package id.loket.client.session;

import id.loket.client.factor.SecondFactorProblems;
import id.loket.client.factor.SecondFactors;
import id.loket.client.secret.Token;
import id.loket.client.user.Account;
import id.loket.client.user.Authenticated;
import id.loket.client.user.Users;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Signing in and out. */
@Singleton
public class Sessions {
  private final Users users;
  private final SessionStore store;
  private final AccessTokens accessTokens;
  private final SignInLimits limits;
  private final SecondFactors secondFactors;
  private final SessionConfig config;
  private final Pool pool;
  private final MeterRegistry metrics;

  Sessions(
      Users users,
      SessionStore store,
      AccessTokens accessTokens,
      SignInLimits limits,
      SecondFactors secondFactors,
      SessionConfig config,
      Pool pool,
      MeterRegistry metrics) {
    this.users = users;
    this.store = store;
    this.accessTokens = accessTokens;
    this.limits = limits;
    this.secondFactors = secondFactors;
    this.config = config;
    this.pool = pool;
    this.metrics = metrics;
  }

  /**
   * Starts a session. A wrong password, an unknown address and one that is not proven yet are one
   * answer after the same time.
   *
   * @param origin where the request comes from
   */
  public Uni<SessionTokens> signIn(SignIn request, Origin origin) {
    return limits
        .take(request.email(), origin)
        .chain(attempt -> signIn(request, attempt))
        .invoke(() -> count("success"));
  }

  private Uni<SessionTokens> signIn(SignIn request, SignInLimits.Attempt attempt) {
    return users
        .authenticate(request.email(), request.password())
        .call(found -> found.isPresent() ? Uni.createFrom().voidItem() : limits.failed(attempt))
        .map(found -> found.orElseThrow(() -> wrongCredentials()))
        .chain(
            known ->
                secondFactors
                    .require(known.account().id(), request.code())
                    .onFailure(Problem.class)
                    .call(failure -> withoutCode(attempt, (Problem) failure))
                    .chain(withFactor -> start(known, withFactor, attempt.origin().device())))
        .call(() -> limits.succeeded(attempt));
  }

  /** Whoever sent no code guessed nothing; whoever sent a wrong one did. */
  private Uni<Void> withoutCode(SignInLimits.Attempt attempt, Problem problem) {
    count("refused");
    return problem.type() == SecondFactorProblems.REQUIRED
        ? limits.giveBack(attempt)
        : limits.failed(attempt);
  }

  /** A change of the password ends all sessions: also those that begin with the former one. */
  private Uni<SessionTokens> start(Authenticated known, boolean withFactor, Optional<UUID> device) {
    UUID sessionId = Ids.next();
    Account account = known.account();
    return pool.withTransaction(
        transaction ->
            users
                .lockPassword(transaction, known)
                .invoke(
                    still -> {
                      if (!still) {
                        throw wrongCredentials();
                      }
                    })
                .chain(
                    () ->
                        store.insert(
                            transaction, sessionId, account.id(), withFactor, device.orElse(null)))
                .chain(() -> issue(transaction, account, sessionId, withFactor, longest(account))));
  }

  /** New tokens of a session that may last for so much longer. */
  private Uni<SessionTokens> issue(
      SqlClient transaction, Account account, UUID sessionId, boolean withFactor, Duration left) {
    Set<String> roles = secondFactors.given(account.roles(), withFactor);
    String refreshToken = Token.next();
    Duration unused = config.refreshTokenLifetime();
    return store
        .addToken(transaction, sessionId, refreshToken, left.compareTo(unused) < 0 ? left : unused)
        .map(
            done ->
                new SessionTokens(
                    accessTokens.issue(account, roles, sessionId),
                    refreshToken,
                    "Bearer",
                    accessTokens.lifetimeSeconds(),
                    account.id(),
                    !roles.containsAll(account.roles())));
  }

  /**
   * Exchanges a refresh token for new tokens. One that was exchanged before is in wrong hands, or
   * the new one is: the whole session ends (RFC 9700 §4.14.2). A field device, on whose way answers
   * are lost, may repeat an exchange as long as nobody has used what it gave.
   *
   * @param throughCollector whether collector asks, which alone does so for devices
   */
  public Uni<SessionTokens> refresh(String refreshToken, boolean throughCollector) {
    // The account is read before the transaction: no connection is held while waiting for another.
    return store
        .ownerOf(refreshToken)
        .chain(owner -> owner.map(users::account).orElseGet(Sessions::nobody))
        .chain(
            account ->
                pool.withTransaction(
                    transaction -> exchange(transaction, refreshToken, account, throughCollector)))
        .map(tokens -> tokens.orElseThrow(() -> new Problem(SessionProblems.SESSION_ENDED)));
  }

  private Uni<Optional<SessionTokens>> exchange(
      SqlClient transaction,
      String refreshToken,
      Optional<Account> account,
      boolean throughCollector) {
    return store
        .lockToken(transaction, refreshToken)
        .chain(
            found -> {
              if (found.isEmpty()
                  || !found.get().isLive()
                  || found.get().ofDevice() != throughCollector) {
                return refused();
              }
              boolean repeated = found.get().mayBeRepeated();
              UUID sessionId = found.get().sessionId();
              Duration left =
                  account.map(user -> longest(user).minus(found.get().age())).orElse(Duration.ZERO);
              if (found.get().used() && !repeated || !left.isPositive()) {
                return store.end(transaction, sessionId).chain(Sessions::refused);
              }
              return (repeated
                      ? store.dropUnused(transaction, sessionId)
                      : store.useUp(transaction, refreshToken))
                  .chain(
                      () ->
                          issue(
                              transaction,
                              account.get(),
                              sessionId,
                              found.get().withSecondFactor(),
                              left))
                  .map(Optional::of);
            });
  }

  /** How long a session of that user may last. */
  private Duration longest(Account account) {
    return Collections.disjoint(account.roles(), config.staffRoles())
        ? config.longest()
        : config.longestOfStaff();
  }

  /** Ends one session: its refresh token is worth nothing any more. */
  public Uni<Void> end(UUID sessionId) {
    return store.end(pool, sessionId);
  }

  /** Ends all sessions of a user. */
  public Uni<Void> endAll(UUID userId) {
    return store.endAll(pool, userId);
  }

  /** Ends all sessions of a user, if the transaction commits. */
  public Uni<Void> endAll(SqlClient transaction, UUID userId) {
    return store.endAll(transaction, userId);
  }

  /** Ends all sessions of a user but one, if the transaction commits. */
  public Uni<Void> endAllBut(SqlClient transaction, UUID userId, Optional<UUID> session) {
    return store.endAllBut(transaction, userId, session);
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

  private void count(String outcome) {
    metrics.counter("loket.sign.ins", "outcome", outcome).increment();
  }
}
