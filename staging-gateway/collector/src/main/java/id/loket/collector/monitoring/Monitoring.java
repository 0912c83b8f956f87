package id.loket.collector.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.StagingUrls;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** What supervisors look at and do. */
@Singleton
public class Monitoring {
  private static final Logger LOG = Logger.getLogger(Monitoring.class);
  private static final int PAGE = 250;

  private final Upstream upstream;
  private final StagingUrls urls;
  private final MonitoringConfig config;
  private final Clock clock;
  private final AtomicInteger watchers = new AtomicInteger();

  Monitoring(Upstream upstream, StagingUrls urls, MonitoringConfig config, Clock clock) {
    this.upstream = upstream;
    this.urls = urls;
    this.config = config;
    this.clock = clock;
  }

  /** A page of collectors. */
  public Uni<CollectorPage> collectors(int limit, String cursor, String language) {
    return upstream.get(path(null, limit, cursor), CollectorPage.class, language);
  }

  /**
   * Collectors as they sync, until the watcher goes. What they did before is a list's to tell.
   *
   * @return fails with {@code unavailable} (503) while too many watch
   */
  public Multi<CollectorStatus> watch() {
    if (watchers.incrementAndGet() > config.mostWatchers()) {
      watchers.decrementAndGet();
      throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "30");
    }
    AtomicReference<Instant> since = new AtomicReference<>(clock.instant());
    return Multi.createBy()
        .repeating()
        .uni(() -> seenSince(since))
        .withDelay(config.every())
        .indefinitely()
        .onItem()
        .<CollectorStatus>transformToIterable(CollectorPage::items)
        .onTermination()
        .invoke(watchers::decrementAndGet);
  }

  /** Who synced since the last look. While the database is away nobody can. */
  private Uni<CollectorPage> seenSince(AtomicReference<Instant> since) {
    Instant now = clock.instant();
    return upstream
        .get(path(since.get(), PAGE, null), CollectorPage.class, null)
        .invoke(page -> since.set(now))
        .onFailure()
        .invoke(failure -> LOG.debugf("Nothing to be told to who watches: %s", failure))
        .onFailure()
        .recoverWithItem(new CollectorPage(List.of(), null));
  }

  /** Where a collector was on a day, if they agreed to it. */
  public Uni<CollectorStatus.SeenAt[]> trail(
      UUID collector, LocalDate day, ZoneId zone, String language) {
    return upstream.get(
        "/monitoring/collectors/"
            + collector
            + "/trail?from="
            + day.atStartOfDay(zone).toInstant()
            + "&to="
            + day.plusDays(1).atStartOfDay(zone).toInstant(),
        CollectorStatus.SeenAt[].class,
        language);
  }

  /** Takes nothing of a device any more; fails with {@code device-not-found} (404). */
  public Uni<Void> revoke(UUID device, UUID admin, RevokeDevice why, String language) {
    return upstream
        .post(
            "/devices/" + device + "/revocation",
            Map.of("by", "user:" + admin, "reason", why.reason()),
            JsonNode.class,
            language)
        .replaceWithVoid();
  }

  /** What was exchanged with the core, as the database tells it. */
  public Uni<JsonNode> exchange(String language) {
    return upstream.get("/exchange", JsonNode.class, language);
  }

  /** Which services of the staging machine are ready. */
  public Uni<Map<String, Boolean>> services() {
    return Uni.combine()
        .all()
        .unis(
            upstream.isReady("database", urls.databaseUrl()),
            upstream.isReady("media", urls.mediaUrl()),
            upstream.isReady("apk-ota", urls.apkPrivateUrl()),
            upstream.isReady("client-app", urls.clientUrl()))
        .with(
            (database, media, apk, clients) ->
                Map.of(
                    "database", database, "media", media, "apk-ota", apk, "client-app", clients));
  }

  private static String path(Instant since, int limit, String cursor) {
    return "/monitoring/collectors?limit="
        + limit
        + (since == null ? "" : "&since=" + since)
        + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
  }
}
