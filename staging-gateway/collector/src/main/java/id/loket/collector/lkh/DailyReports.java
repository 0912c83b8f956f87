package id.loket.collector.lkh;

import id.loket.collector.upstream.Upstream;
import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Daily visit reports, in the forms people want them. */
@Singleton
public class DailyReports {
  private final Upstream upstream;
  private final LkhConfig config;
  private final Semaphore drawing;

  DailyReports(Upstream upstream, LkhConfig config) {
    this.upstream = upstream;
    this.config = config;
    this.drawing = new Semaphore(config.drawnAtOnce());
  }

  /**
   * The report of a collector's day; without batches when they did not work.
   *
   * @param device the device that asks; null when an administrator does
   */
  public Uni<DayReport> of(UUID collector, LocalDate day, UUID device, String language) {
    return upstream
        .get(
            "/reports?collector="
                + collector
                + "&day="
                + day
                + (device == null ? "" : "&device=" + device),
            DayReport.BatchReport[].class,
            language)
        .map(batches -> new DayReport(day, collector, List.of(batches)));
  }

  /** The report as PDF; fails with {@code unavailable} (503) while too many are drawn. */
  public Uni<byte[]> paper(DayReport report, Language language) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (!drawing.tryAcquire()) {
                throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "1");
              }
              return Uni.createFrom()
                  .item(() -> LkhPaper.draw(report, language, config.zone()))
                  .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                  .onTermination()
                  .invoke(() -> drawing.release());
            });
  }
}
