package id.loket.kit.postgres;

import java.time.Duration;

/**
 * How long the rows of a table live. A feature produces one as a bean for each of its tables that
 * would otherwise only grow; {@link Retention} keeps to it, {@code docs/retention.md} lists it.
 *
 * @param table what is forgotten, as logs name it
 * @param keep how long it is kept, counted by the statement
 * @param forget deletes at most {@code $2} rows older than {@code $1} seconds and answers, in one
 *     row, how many it has found; its cost must not grow with what stays
 */
public record RowLife(String table, Duration keep, String forget) {

  /**
   * Rows that are deleted by their age alone.
   *
   * @param age an indexed {@code timestamptz} column
   */
  public static RowLife of(String table, String age, Duration keep) {
    return of(table, age, keep, "true");
  }

  /**
   * Rows that are deleted by their age, if they are done with.
   *
   * @param age a {@code timestamptz} column, indexed for the rows that are done with
   * @param done an SQL condition
   */
  public static RowLife of(String table, String age, Duration keep, String done) {
    return new RowLife(
        table,
        keep,
        """
        with gone as (
          delete from %1$s where ctid = any(array(
            select ctid from %1$s where %2$s < now() - $1::bigint * interval '1 second' and %3$s
            order by %2$s limit $2 for update skip locked))
          returning 1)
        select count(*) from gone
        """
            .formatted(table, age, done));
  }
}
