package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No sweep's cost grows with what is finished: the running sweeps read none of it. */
@TicketAppTest
class SweepCostTest {
  private static final int MANY = 60_000;
  private static final int VERY_MANY = 1_000_000;

  /** Each is looked into by a sweep every second or every few. */
  private static final List<String> LOOKED_INTO =
      List.of(
          "booking_overdue",
          "booking_unfinished",
          "shop_order_overdue",
          "obligation_open",
          "document_to_make",
          "event_begun",
          "event_called_off",
          "event_rescheduled");

  private final Counter counter = new Counter();
  private final Database database = new Database();

  @AfterEach
  void forget() {
    database.query("delete from document where object_key = 'cost'");
    database.query("delete from obligation where outcome = 'cost'");
    database.query("delete from booking where holder_name = 'cost'");
    // Each event's removal looks for its bookings: not among as many dead rows.
    database.query("vacuum booking");
    database.query("delete from shop_order where reason = 'cost'");
    database.query("delete from event where title = 'cost'");
  }

  @Test
  void whatIsFinishedIsNotReadBySweeps() {
    readNoneOf(MANY);
  }

  @Test
  @Tag("long")
  void aMillionFinishedRowsAreNotReadBySweeps() {
    readNoneOf(VERY_MANY);
  }

  /**
   * A sweep that reads what is finished does so every time. Once is enough to see that none does:
   * plans of before the rows were there, and counters told late, show in the first looks only.
   */
  private void readNoneOf(int finished) {
    finish(finished);

    await()
        .atMost(Duration.ofMinutes(5))
        .untilAsserted(() -> assertThat(readWhileEachSweepRunsTwice()).isLessThan(finished));
  }

  private long readWhileEachSweepRunsTwice() {
    Map<String, Long> begun = scans();
    long read = tuplesRead();
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              Map<String, Long> now = scans();
              assertThat(LOOKED_INTO)
                  .as("looked into by the sweeps")
                  .allMatch(index -> now.get(index) > begun.get(index) + 1);
            });
    return tuplesRead() - read;
  }

  /** How often each of the sweeps' indices was looked into. */
  private Map<String, Long> scans() {
    Map<String, Long> scans = new TreeMap<>();
    database
        .query("select indexrelname, idx_scan from pg_stat_user_indexes")
        .forEach(row -> scans.put(row.getString(0), row.getLong(1)));
    return scans;
  }

  /** Rows read one after the other, or by way of an index, in the tables of the sweeps. */
  private long tuplesRead() {
    return database.count(
        """
        select (coalesce(sum(t.seq_tup_read), 0) + coalesce(sum(i.idx_tup_read), 0))::bigint
        from pg_stat_user_tables t
        left join (
          select relid, sum(idx_tup_read) as idx_tup_read from pg_stat_user_indexes group by relid) i
          on i.relid = t.relid
        where t.relname in ('booking', 'shop_order', 'obligation', 'document', 'event')
        """);
  }

  private void finish(int rows) {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    make(
        """
        insert into event (id, title, venue, starts_at, status, line_ended, bookings_ended)
        select gen_random_uuid(), 'cost', 'x', now() - interval '1 year', 'CANCELLED', true, true
        from generate_series(1, $1)
        """,
        rows);
    make(
        """
        insert into booking (id, user_id, holder_name, event_id, seat_id, status, version,
          price_amount, price_currency, expires_at)
        select gen_random_uuid(), gen_random_uuid(), 'cost', $1, $2,
          case n % 2 when 0 then 'EXPIRED' else 'CANCELLED' end, 3, 150000, 'IDR',
          now() - interval '1 day'
        from generate_series(1, $3) n
        """,
        event, seat, rows);
    make(
        """
        insert into document (booking_id, kind, object_key, stored_at)
        select id, 'NOTICE', 'cost', now() from booking where holder_name = 'cost'
        """);
    make(
        """
        insert into obligation (booking_id, kind, done_at, outcome)
        select id, 'RELEASE_HOLD', now(), 'cost' from booking where holder_name = 'cost'
        """);
    make(
        """
        insert into shop_order (id, user_id, locale, status, version, total_amount, total_currency,
          reason, expires_at, ask_at)
        select gen_random_uuid(), gen_random_uuid(), 'id', 'CANCELLED', 2, 1, 'IDR', 'cost',
          now() - interval '1 day', now() - interval '1 day'
        from generate_series(1, $1)
        """,
        rows);
    database.query("analyze booking, document, obligation, shop_order, event");
  }

  /**
   * Inserts rows. What that itself reads is counted when it is done, and not at some time later.
   */
  private void make(String insert, Object... parameters) {
    database.query(
        "with made as ("
            + insert
            + " returning 1) select pg_stat_force_next_flush()::text from (select count(*) from made)",
        parameters);
  }
}
