package id.loket.collector.login;

import id.loket.collector.sync.PaymentMethod;
import id.loket.collector.sync.SyncLimits;
import id.loket.collector.sync.VisitResult;
import id.loket.collector.upstream.BatchView;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.auth.DeviceTokens;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Lets a device work for a collector. */
@Singleton
public class Logins {
  private static final LoggedIn.Reference REFERENCE =
      new LoggedIn.Reference(
          Arrays.stream(VisitResult.values())
              .map(result -> new LoggedIn.Result(result, result.named(), result.needs()))
              .toList(),
          List.of(PaymentMethod.values()),
          SyncLimits.PAGE_ITEMS,
          SyncLimits.ITEM_BYTES);

  private final ClientAppClient clientApp;
  private final ReleaseClient releases;
  private final Upstream upstream;
  private final DeviceTokens tokens;
  private final LoginConfig config;
  private final Clock clock;

  Logins(
      ClientAppClient clientApp,
      ReleaseClient releases,
      Upstream upstream,
      DeviceTokens tokens,
      LoginConfig config,
      Clock clock) {
    this.clientApp = clientApp;
    this.releases = releases;
    this.upstream = upstream;
    this.tokens = tokens;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Logs a device in.
   *
   * @param caller where the login comes from
   * @param language the caller's {@code Accept-Language}, or null
   * @return fails as {@link ClientAppClient#signIn} does, with {@code app-too-old} (403), or as the
   *     database says
   */
  public Uni<LoggedIn> logIn(LogIn login, ClientAddress caller, String language) {
    return clientApp
        .signIn(login, caller)
        .chain(
            collector ->
                releases
                    .latest(login.device())
                    .invoke(latest -> requireNewEnough(login, latest))
                    .chain(
                        latest ->
                            upstream
                                .post("/logins", bind(login, collector), Bound.class, language)
                                .map(bound -> answer(collector, bound, login, latest)))
                    // Refused by the database, or because the app is too old: no device goes on.
                    .onFailure()
                    .call(() -> clientApp.signOut(collector)));
  }

  /**
   * Another token for a device, once client-app has said that its collector still is one. Who is
   * none any more is dismissed: nothing is shown to them, and what they recorded is still taken.
   *
   * @param language the caller's {@code Accept-Language}, or null
   * @return fails as {@link ClientAppClient#refresh} does, or with {@code device-revoked} or {@code
   *     device-unknown} (403)
   */
  public Uni<RefreshedDevice> refresh(RefreshDevice request, String language) {
    return clientApp
        .refresh(request.refreshToken())
        .call(
            who ->
                upstream.post(
                    "/devices/" + request.device() + "/renewals",
                    Map.of("collectorId", who.id(), "dismissed", !who.isCollector()),
                    Void.class,
                    language))
        .map(
            who -> {
              Instant end = clock.instant().plus(config.tokenLifetime());
              return new RefreshedDevice(
                  tokens.issue(who.id(), request.device(), end), end, who.refreshToken());
            });
  }

  private static void requireNewEnough(LogIn login, LoggedIn.App app) {
    if (app.latest() == null) {
      return;
    }
    int oldest = app.latest().path("minVersionCode").asInt();
    if (oldest > login.device().versionCode()) {
      throw new Problem(LoginProblems.APP_TOO_OLD)
          .with("minVersionCode", oldest)
          .with("url", app.latest().path("url").asText(null));
    }
  }

  private static Map<String, Object> bind(LogIn login, ClientAppClient.SignedIn collector) {
    return Map.of(
        "collectorId", collector.id(),
        "email", login.email().strip(),
        "name", collector.name(),
        "device",
            Map.of(
                "id", login.device().id(),
                "model", login.device().model(),
                "system", login.device().system(),
                "versionCode", login.device().versionCode()),
        "takeOver", login.takeOver(),
        "trailConsent", login.trailConsent());
  }

  private LoggedIn answer(
      ClientAppClient.SignedIn collector, Bound bound, LogIn login, LoggedIn.App app) {
    Instant now = clock.instant();
    Instant end = now.plus(config.tokenLifetime());
    return new LoggedIn(
        new LoggedIn.Collector(collector.id(), collector.name()),
        tokens.issue(collector.id(), login.device().id(), end),
        end,
        collector.refreshToken(),
        now,
        bound.lastSequence(),
        bound.batch(),
        REFERENCE,
        app);
  }

  /** What the database says of a login, as far as it matters here. */
  @RegisterForReflection // native: read with TolerantJson
  record Bound(BatchView batch, long lastSequence) {}
}
