package id.loket.report.notice;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Writes down what a change of a report tells to whom: the first in the transaction that takes the
 * change in, further voters some hundred at a time, each lot in a transaction of its own. So one
 * report that many voted for neither locks much nor holds up others.
 */
@Singleton
class FanOut {
  private static final Logger LOG = Logger.getLogger(FanOut.class);
  private static final int AT_ONCE = 500;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Pool pool;
  private final FanOutStore store;
  private final NoticeDelivery delivery;
  private final WorkUnderWay work;
  private final Job job;

  FanOut(Pool pool, FanOutStore store, NoticeDelivery delivery, WorkUnderWay work, Jobs jobs) {
    this.job = jobs.job(FanOut.class, "Voters are told later", this::all);
    this.pool = pool;
    this.store = store;
    this.delivery = delivery;
    this.work = work;
  }

  /** Writes the first notices; answers how many. */
  Uni<Integer> begin(SqlClient transaction, FanOutStore.Told told) {
    return store
        .toReporters(transaction, told)
        .chain(
            written ->
                batch(transaction, new FanOutStore.Rest(told, FanOutStore.FIRST))
                    .map(further -> written + further));
  }

  private Uni<Integer> batch(SqlClient transaction, FanOutStore.Rest rest) {
    return store
        .toVoters(transaction, rest.told(), rest.after(), AT_ONCE)
        .call(batch -> store.goOn(transaction, rest.told(), batch.last()))
        .map(FanOutStore.Batch::written);
  }

  @Produces
  @Singleton
  DueWork unfinished() {
    return new DueWork("fan-out", "select min(next_attempt_at) from notice_fan_out", job::run);
  }

  private Uni<Void> all() {
    return next()
        .repeat()
        .whilst(found -> found && !work.isEnding())
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether there was one. */
  private Uni<Boolean> next() {
    FanOutStore.Rest[] at = new FanOutStore.Rest[1];
    return pool.withTransaction(
            transaction ->
                store
                    .next(transaction)
                    .invoke(found -> at[0] = found.orElse(null))
                    .chain(
                        found ->
                            found
                                .map(rest -> batch(transaction, rest).replaceWith(true))
                                .orElseGet(() -> Uni.createFrom().item(false))))
        .invoke(delivery::wake)
        .onFailure(failure -> at[0] != null)
        .recoverWithUni(failure -> postpone(at[0], failure));
  }

  private Uni<Boolean> postpone(FanOutStore.Rest rest, Throwable failure) {
    LOG.warnf("Voters of %s are told later: %s", rest.told().reportId(), failure.toString());
    return store.postpone(pool, rest.told().eventId(), WAIT).replaceWith(true);
  }
}
