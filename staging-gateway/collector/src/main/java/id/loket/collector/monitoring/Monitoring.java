package id.loket.collector.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.StagingUrls;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
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
  private final AtomicInteger watchers = new AtomicInteger();

  Monitoring(Upstream upstream, StagingUrls urls, MonitoringConfig config) {
    this.upstream = upstream;
    this.urls = urls;
    this.config = config;
  }

  /** A page of collectors. */
  public Uni<CollectorPage> collectors(int limit, String cursor, String language) {
    return upstream.get(
        "/monitoring/collectors?limit="
            + limit
            + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, UTF_8)),
        CollectorPage.class,
        language);
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
    AtomicReference<String> token = new AtomicReference<>();
    return Multi.createBy()
        .repeating()
        .uni(() -> Uni.createFrom().item(token))
        .withDelay(config.every())
        .indefinitely()
        .onItem()
        .transformToMultiAndConcatenate(this::sinceTheLastLook)
        .onTermination()
        .invoke(watchers::decrementAndGet);
  }

  /** All pages of it, so that nobody is passed over. */
  private Multi<CollectorStatus> sinceTheLastLook(AtomicReference<String> token) {
    return Multi.createBy()
        .repeating()
        .uni(() -> page(token))
        .whilst(CollectorChanges::more)
        .onItem()
        .transformToIterable(CollectorChanges::items);
  }

  /** Who synced since the last look. While the database is away nobody can. */
  private Uni<CollectorChanges> page(AtomicReference<String> token) {
    String after = token.get();
    return upstream
        .get(
            "/monitoring/collectors/changes?limit="
                + PAGE
                + (after == null ? "" : "&token=" + URLEncoder.encode(after, UTF_8)),
            CollectorChanges.class,
            null)
        .invoke(changes -> token.set(changes.token()))
        .onFailure()
        .invoke(failure -> LOG.debugf("Nothing to be told to who watches: %s", failure))
        .onFailure()
        .recoverWithItem(new CollectorChanges(List.of(), false, after));
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

  /**
   * Shows a collector nothing any more; what their phones recorded is still taken. Fails with
   * {@code collector-not-found} (404).
   */
  public Uni<Void> dismiss(UUID collector, UUID admin, RevokeDevice why, String language) {
    return upstream
        .post(
            "/collectors/" + collector + "/dismissal",
            Map.of("by", "user:" + admin, "reason", why.reason()),
            JsonNode.class,
            language)
        .replaceWithVoid();
  }

  /**
   * What administrators did with collectors and devices.
   *
   * @param query as it came, or null; the database reads it
   */
  public Uni<JsonNode> audit(String query, String language) {
    return upstream.get("/audit" + (query == null ? "" : "?" + query), JsonNode.class, language);
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
}
