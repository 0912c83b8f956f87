package id.loket.report.notice;

import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.report.officer.Officers;
import id.loket.report.report.Reports;
import id.loket.report.report.UnitAlert;
import io.micrometer.core.instrument.Counter;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Tells officers what their unit has to see to: one mail for all that has come together since the
 * last look. What is to be told goes in the transaction that writes the mails down, so that nothing
 * is lost and nothing told twice; what belongs to a unit without officers waits for the first.
 */
@Singleton
class UnitDigests {
  private static final int AT_ONCE = 200;
  private static final int MOST_LINES = 50;

  private final Pool pool;
  private final Reports reports;
  private final Officers officers;
  private final NoticeStore store;
  private final NoticeDelivery delivery;
  private final TolerantJson json;
  private final WorkUnderWay work;
  private final Job job;
  private final Counter told;

  UnitDigests(
      Pool pool,
      Reports reports,
      Officers officers,
      NoticeStore store,
      NoticeDelivery delivery,
      TolerantJson json,
      WorkUnderWay work,
      Jobs jobs) {
    this.job = jobs.job(UnitDigests.class, "Units are told later", this::all);
    this.pool = pool;
    this.reports = reports;
    this.officers = officers;
    this.store = store;
    this.delivery = delivery;
    this.json = json;
    this.work = work;
    this.told = jobs.taken("unit-alerts");
  }

  @Scheduled(
      every = "{loket.notice.unit-digest-every}",
      delayed = "3s",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tell() {
    return job.run();
  }

  private Uni<Void> all() {
    return tellNext()
        .repeat()
        .whilst(found -> found && !work.isEnding())
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether there was a unit to tell something. */
  private Uni<Boolean> tellNext() {
    return pool.withTransaction(
            transaction ->
                reports
                    .takeAlerts(transaction, AT_ONCE)
                    .call(alerts -> alerts.isEmpty() ? nothing() : tell(transaction, alerts)))
        .invoke(
            alerts -> {
              if (!alerts.isEmpty()) {
                told.increment(alerts.size());
                delivery.wake();
              }
            })
        .map(alerts -> !alerts.isEmpty());
  }

  private Uni<Void> tell(SqlClient transaction, List<UnitAlert> alerts) {
    String unit = alerts.getFirst().unit();
    List<UnitAlert> living = alerts.stream().filter(alert -> !alert.isGone()).toList();
    return officers
        .ofUnit(transaction, unit)
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .onItem()
        .transformToUniAndConcatenate(officer -> tell(transaction, unit, officer, living))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tell(SqlClient transaction, String unit, UUID officer, List<UnitAlert> alerts) {
    List<Notice.UnitNews.Item> items =
        alerts.stream()
            .filter(alert -> alert.user() == null || alert.user().equals(officer))
            .map(
                alert ->
                    new Notice.UnitNews.Item(
                        alert.reportId(), alert.kind(), alert.category(), alert.dueAt()))
            .toList();
    if (items.isEmpty()) {
      return nothing();
    }
    List<Notice.UnitNews.Item> shown = items.subList(0, Math.min(MOST_LINES, items.size()));
    Notice.UnitNews news = new Notice.UnitNews(unit, shown, items.size() - shown.size());
    Notice.Facts facts = new Notice.Facts(null, null, Instant.now(), null, null, null, news);
    UUID report = items.size() == 1 ? items.getFirst().reportId() : null;
    return store.insertForOfficer(transaction, Ids.next(), officer, report, json.write(facts));
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
