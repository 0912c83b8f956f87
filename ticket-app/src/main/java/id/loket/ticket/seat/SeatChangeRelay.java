package id.loket.ticket.seat;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the listeners of all replicas which seats have changed, in the order of the changes and
 * outside of the transactions that made them: {@code NOTIFY} makes every commit of the cluster wait
 * for the one before, so there is one per batch. A change is told once it is committed, also when
 * the replica that made it died.
 */
@Singleton
class SeatChangeRelay {
  private static final int BATCH = 500;
  private static final long SOON_MILLIS = 30;
  // A second relay waits for the first one's rows, and finds them gone: the order stays.
  private static final String TELL =
      """
      with due as (
        delete from seat_change where seq = any(array(
          select seq from seat_change order by seq limit $1 for update))
        returning seq, seat_id, event_id, status, version),
      told as (
        select pg_notify('seat', json_build_object('seatId', seat_id, 'eventId', event_id,
                                                   'status', status, 'version', version)::text)
        from due order by seq)
      select count(*) from told
      """;

  private final Pool pool;
  private final Vertx vertx;
  private final Job job;
  private final AtomicBoolean soon = new AtomicBoolean();

  SeatChangeRelay(Pool pool, Vertx vertx, Jobs jobs) {
    this.pool = pool;
    this.vertx = vertx;
    this.job = jobs.job(SeatChangeRelay.class, "Seat changes are not streamed", this::tell);
  }

  /** A change was written, and will be committed in a moment. */
  void changed() {
    if (soon.compareAndSet(false, true)) {
      vertx.setTimer(
          SOON_MILLIS,
          passed -> {
            soon.set(false);
            job.wake();
          });
    }
  }

  @Produces
  @Singleton
  DueWork untold() {
    return new DueWork("seat-changes", "select now() from seat_change limit 1", job::run);
  }

  private Uni<Void> tell() {
    return pool.preparedQuery(TELL)
        .execute(Tuple.of(BATCH))
        .invoke(
            rows -> {
              if (rows.iterator().next().getLong(0) == BATCH) {
                job.wake(); // there may be more
              }
            })
        .replaceWithVoid();
  }
}
