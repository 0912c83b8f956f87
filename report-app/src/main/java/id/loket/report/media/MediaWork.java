package id.loket.report.media;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.photo.PhotoMemoryShort;
import id.loket.report.category.Categories;
import id.loket.report.report.Report;
import id.loket.report.report.Reports;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Brings accepted photos and videos to an end, stored or rejected with a reason (I8): first into
 * their place, then processed. Each step is claimed by one replica for a while and can be done
 * again; messages only say that there is work, and a sweep finds what no message tells of.
 */
@Singleton
class MediaWork {
  private static final Logger LOG = Logger.getLogger(MediaWork.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(4);
  private static final Duration CLEARED_LATER = Duration.ofMinutes(1);
  private static final Duration WAIT_FOR_MEMORY = Duration.ofSeconds(15);
  private static final int MOST_ATTEMPTS = 5;
  private static final int PER_SWEEP = 20;

  private final Pool pool;
  private final MediaStore store;
  private final MediaArchive archive;
  private final MediaProcessing processing;
  private final Reports reports;
  private final Categories categories;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final MediaConfig config;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;
  private final Job abandoning;
  private final Sweep<MediaItem> clearing;
  private final Sweep<MediaItem> waiting;

  MediaWork(
      Pool pool,
      MediaStore store,
      MediaArchive archive,
      MediaProcessing processing,
      Reports reports,
      Categories categories,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      MediaConfig config,
      WorkUnderWay work,
      Jobs jobs,
      MeterRegistry metrics) {
    this.pool = pool;
    this.store = store;
    this.archive = archive;
    this.processing = processing;
    this.reports = reports;
    this.categories = categories;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.config = config;
    this.work = work;
    this.metrics = metrics;
    this.abandoning = jobs.job(MediaWork.class, "Broken-off uploads stay", store::abandonUploads);
    this.clearing =
        jobs.sweep(
                "uncleared-media", MediaWork.class, () -> store.uncleared(PER_SWEEP), this::remove)
            .batch(PER_SWEEP)
            .in(MediaItem::traceparent)
            .whenFailed((item, failure) -> store.postpone(item, CLEARED_LATER));
    this.waiting =
        jobs.sweep(
                "waiting-media",
                MediaWork.class,
                () -> store.forgotten(config.patience(), PER_SWEEP),
                this::takeUp)
            .atOnce(processing.atOnce())
            .batch(PER_SWEEP)
            .limit(config.lease())
            .in(MediaItem::traceparent);
  }

  /** Moves an upload to its place; nothing happens when that was done or somebody is at it. */
  Uni<Void> place(UUID id) {
    return store
        .claim(id, MediaStatus.UPLOADED, config.lease())
        .chain(
            claimed ->
                claimed
                    .map(item -> doing(item, () -> move(item)))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Processes what lies in its place; nothing happens when that was done or somebody is at it. */
  Uni<Void> process(UUID id) {
    return store
        .claim(id, MediaStatus.PLACED, config.lease())
        .chain(
            claimed ->
                claimed
                    .map(item -> doing(item, () -> finish(item)))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /**
   * Processes what the object store tells of. It tells of a copy as soon as it is made, which may
   * be before the row says so: then whoever writes the row sees that it was told, and tells of it
   * again.
   */
  Uni<Void> arrived(UUID id) {
    return process(id)
        .chain(() -> store.arrivedEarly(id))
        .chain(early -> early ? Uni.createFrom().voidItem() : process(id));
  }

  private Uni<Void> doing(MediaItem item, java.util.function.Supplier<Uni<Void>> step) {
    return work.doing(
        () ->
            Uni.createFrom()
                .deferred(step::get)
                .ifNoItem()
                .after(config.lease().multipliedBy(3).dividedBy(4))
                .fail()
                .onFailure(Rejection.Rejected.class)
                .recoverWithUni(failure -> reject(item, ((Rejection.Rejected) failure).reason()))
                .onFailure()
                .recoverWithUni(failure -> waitFor(item, failure)),
        () -> store.postpone(item, Duration.ZERO));
  }

  private Uni<Void> move(MediaItem item) {
    return archive
        .copy(item.stagingKey(), item.key(Variant.ORIGINAL))
        .onFailure(MediaArchive.Missing.class)
        .recoverWithUni(() -> requireMoved(item))
        .chain(() -> archive.remove(item.stagingKey()))
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        store
                            .placed(transaction, item.id())
                            .chain(
                                placed ->
                                    placed
                                            .filter(early -> early || !config.storeNotifies())
                                            .isPresent()
                                        ? tell(transaction, "media.arrived", item)
                                        : Uni.createFrom().voidItem())))
        .invoke(relay::wake);
  }

  /** The replica before may have moved it and ended before it could say so. */
  private Uni<Void> requireMoved(MediaItem item) {
    return archive
        .has(item.key(Variant.ORIGINAL))
        .invoke(
            there -> {
              if (!there) {
                throw new Rejection.Rejected(Rejection.LOST);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> finish(MediaItem item) {
    if (item.attempts() >= MOST_ATTEMPTS) {
      throw new Rejection.Rejected(Rejection.UNPROCESSABLE);
    }
    return pool.withConnection(connection -> reports.find(connection, item.reportId()))
        .chain(
            report ->
                report
                    .map(found -> finish(item, found))
                    .orElseGet(() -> store.deleteOf(pool, item.reportId())));
  }

  private Uni<Void> finish(MediaItem item, Report report) {
    return categories
        .find(report.category().id())
        .map(category -> category.fields().takesVideo())
        .onFailure(id.loket.kit.problem.Problem.class)
        .recoverWithItem(false) // the category went meanwhile: photos only
        .chain(takesVideo -> processing.process(item, takesVideo))
        .chain(outcome -> settle(item, outcome))
        .invoke(relay::wake);
  }

  private Uni<Void> settle(MediaItem item, MediaProcessing.Outcome outcome) {
    Integer width = outcome.size() == null ? null : outcome.size().width();
    Integer height = outcome.size() == null ? null : outcome.size().height();
    return pool.withTransaction(
            transaction ->
                store
                    .stored(
                        transaction,
                        item.id(),
                        outcome.kind().contentType(),
                        width,
                        height,
                        outcome.variants())
                    .chain(
                        stored ->
                            stored
                                .map(done -> tell(transaction, "media.stored", done))
                                .orElseGet(() -> Uni.createFrom().voidItem())))
        .invoke(() -> count("stored"));
  }

  private Uni<Void> reject(MediaItem item, Rejection reason) {
    LOG.infof("Media %s is rejected: %s", item.id(), reason.code());
    return pool.withTransaction(
            transaction ->
                store
                    .rejected(transaction, item.id(), reason)
                    .chain(
                        rejected ->
                            rejected
                                .map(done -> tell(transaction, "media.rejected", done))
                                .orElseGet(() -> Uni.createFrom().voidItem())))
        .invoke(relay::wake)
        .invoke(() -> count(reason.code()))
        .chain(() -> clear(item));
  }

  private Uni<Void> waitFor(MediaItem item, Throwable failure) {
    Duration wait = failure instanceof PhotoMemoryShort ? WAIT_FOR_MEMORY : FIRST_WAIT;
    LOG.warnf(
        "Media %s waits (%s): %s",
        item.id(), item.status(), id.loket.kit.server.Causes.line(failure));
    LOG.debug("Why it waits", failure);
    return store.postpone(item, wait);
  }

  private Uni<Void> takeUp(MediaItem item) {
    return item.status() == MediaStatus.UPLOADED ? place(item.id()) : process(item.id());
  }

  private Uni<Void> remove(MediaItem item) {
    return archive.clear(item).chain(() -> store.cleared(item.id()));
  }

  private Uni<Void> clear(MediaItem item) {
    return remove(item)
        .onFailure()
        .invoke(e -> LOG.warnf("Media %s is cleared away later: %s", item.id(), e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> tell(SqlClient transaction, String type, MediaItem item) {
    return outbox.append(
        transaction,
        Event.now(type, item.id().toString(), json.write(MediaEvent.of(item)))
            .elseIn(item.traceparent()));
  }

  private void count(String outcome) {
    metrics.counter("loket.media", "outcome", outcome).increment();
  }

  @Produces
  @Singleton
  DueWork unfinished() {
    return new DueWork(
        "media",
        """
        select min(work_until) from media
        where status in ('STAGING', 'UPLOADED', 'PLACED')
          or (status in ('REJECTED', 'DELETED') and cleared_at is null)
        """,
        () -> abandoning.run().chain(clearing::run).chain(waiting::run));
  }
}
