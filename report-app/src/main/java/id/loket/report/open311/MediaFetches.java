package id.loket.report.open311;

import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.problem.Problem;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.report.media.Media;
import id.loket.report.media.MediaConfig;
import id.loket.report.media.MediaProblems;
import id.loket.report.media.Purpose;
import id.loket.report.open311.WebPictures.Refused;
import id.loket.report.report.ReportProblems;
import id.loket.report.report.Reports;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Fetches pictures that applications give the address of, after their report was taken in. A
 * picture that cannot be had takes nothing from the report; what became of it can be asked for.
 */
@Singleton
class MediaFetches {
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int LONGEST_URL = 2000;

  private final MediaFetchStore store;
  private final Reports reports;
  private final Media media;
  private final MediaFetchConfig config;
  private final WebPictures pictures;
  private final Backoff pauses;
  private final Sweep<MediaFetch> sweep;

  MediaFetches(
      MediaFetchStore store,
      Reports reports,
      Media media,
      MediaConfig mediaConfig,
      MediaFetchConfig config,
      Vertx vertx,
      Jobs jobs) {
    this.store = store;
    this.reports = reports;
    this.media = media;
    this.config = config;
    this.pictures =
        new WebPictures(
            vertx,
            new OutboundAddresses(
                config.hosts().orElse(Set.of()), config.dangerousAllowPrivateAddresses()),
            config,
            mediaConfig.largestPhoto().asLongValue());
    this.pauses = new Backoff(config.firstPause(), LONGEST_PAUSE);
    Duration limit = config.timeout().multipliedBy(2);
    this.sweep =
        jobs.sweep(
                "media-by-url",
                MediaFetches.class,
                () -> store.take(config.atOnce(), limit.multipliedBy(2)),
                this::fetch)
            .atOnce(config.atOnce())
            .batch(config.atOnce())
            .limit(limit)
            .in(MediaFetch::traceparent)
            .handingBack(fetch -> store.handBack(fetch.id()))
            .whenFailed(this::later);
  }

  /** Addresses by whether they will be called. */
  Map<Boolean, List<String>> judged(List<String> urls) {
    return urls.stream()
        .collect(
            Collectors.partitioningBy(
                url -> url.length() <= LONGEST_URL && pictures.isAcceptable(url)));
  }

  /** Writes down, in the transaction that takes the report in, what is to be fetched for it. */
  Uni<Void> ask(SqlClient transaction, UUID reportId, List<String> urls) {
    Map<Boolean, List<String>> judged = judged(urls);
    List<String> refused =
        judged.get(false).stream()
            .map(url -> url.substring(0, Math.min(url.length(), LONGEST_URL)))
            .toList();
    return store
        .insert(transaction, reportId, judged.get(true), null)
        .chain(() -> store.insert(transaction, reportId, refused, "url-not-allowed"));
  }

  /** What became of the pictures of a report. */
  Uni<List<MediaFetch.Outcome>> outcomes(UUID reportId) {
    return store.outcomes(reportId);
  }

  /** Begins at once; call it when the transaction is committed. */
  void wake() {
    sweep.wake();
  }

  @Produces
  @Singleton
  DueWork due() {
    return new DueWork(
        "media-by-url", "select min(due_at) from media_fetch where status = 'PENDING'", sweep::run);
  }

  @Scheduled(
      every = "1h",
      delayed = "10m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tidy() {
    return pictures.tidy();
  }

  private Uni<Void> fetch(MediaFetch fetch) {
    return pictures
        .fetch(fetch.url())
        .chain(file -> keep(fetch, file).onTermination().invoke(() -> WebPictures.delete(file)))
        .onFailure(MediaFetches::isFinal)
        .recoverWithUni(refused -> store.rejected(fetch.id(), reason(refused)));
  }

  private Uni<Void> keep(MediaFetch fetch, Path file) {
    return reports
        .find(fetch.reportId())
        .chain(report -> media.accept(report, Purpose.BEFORE, null, file))
        .chain(item -> store.fetched(fetch.id(), item.id()));
  }

  private static boolean isFinal(Throwable failure) {
    return failure instanceof Refused
        || failure instanceof Problem problem
            && (problem.type().equals(MediaProblems.TOO_MANY)
                || problem.type().equals(ReportProblems.NOT_FOUND));
  }

  private static String reason(Throwable failure) {
    return failure instanceof Problem problem
        ? problem.type().equals(MediaProblems.TOO_MANY) ? "too-many-media" : "report-gone"
        : failure.getMessage();
  }

  private Uni<Void> later(MediaFetch fetch, Throwable failure) {
    return fetch.attempts() >= config.tries()
        ? store.rejected(fetch.id(), "unreachable")
        : store.later(fetch.id(), pauses.after(fetch.attempts()));
  }
}
