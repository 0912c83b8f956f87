package id.loket.staging.assignment;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * How long it is kept that an assignment was taken back, and that up to where that was forgotten: a
 * phone that was away for longer begins anew.
 */
@Singleton
class AssignmentLife {
  private static final Duration TOMBSTONES = Duration.ofDays(30);

  @Produces
  @Singleton
  static RowLife tombstones() {
    return new RowLife(
        "change",
        TOMBSTONES,
        """
        with gone as (
          delete from change where ctid = any(array(
            select ctid from change
            where deleted and changed_at < now() - $1::bigint * interval '1 second'
            order by changed_at limit $2 for update skip locked))
          returning transaction),
        moved as (
          update change_horizon set transaction =
            greatest(transaction, (select max(transaction) from gone))
          where exists (select 1 from gone))
        select count(*) from gone
        """);
  }
}
