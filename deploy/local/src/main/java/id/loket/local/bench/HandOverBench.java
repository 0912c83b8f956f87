package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long it takes to hand a closed batch of 200, 1,000, 3,000 and 10,000 visits to the core: from
 * the begin of its transaction until its result is there. A temporary stack; the visits are written
 * as a sync writes them, with a report like theirs.
 */
public final class HandOverBench {
  private static final List<Integer> SIZES = List.of(200, 1_000, 3_000, 10_000);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LOOK_MILLIS = 5;

  private HandOverBench() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(EnumSet.of(Server.POSTGRES), Options.temporary())) {
      LoketServices.start(
          stack,
          EnumSet.of(LoketService.DATABASE),
          Map.of("LOKET_EXCHANGE_EVERY", "1s", "LOKET_TIDY_EVERY", "off"));
      Map<String, String> database = stack.environment(LoketService.DATABASE);
      try (Connection connection =
          DriverManager.getConnection(
              "jdbc:" + database.get("LOKET_DB_URL"),
              database.get("LOKET_DB_USER"),
              database.get("LOKET_DB_PASSWORD"))) {
        handOver(connection, SIZES.getFirst());
        System.out.println();
        for (int visits : SIZES) {
          double seconds = handOver(connection, visits);
          Figures.row(
              "%,d visits handed over in".formatted(visits),
              String.format(
                  Locale.ROOT, "%.2f s (%.0f µs a visit)", seconds, seconds * 1e6 / visits));
        }
      }
    }
  }

  private static double handOver(Connection connection, int visits)
      throws SQLException, InterruptedException {
    String batch = one(connection, OPEN, visits);
    one(connection, VISITS, batch, visits);
    one(connection, SEALED, batch);
    one(connection, CLOSE, batch, visits);
    long begun = System.nanoTime();
    String seconds = one(connection, TAKEN, batch);
    while (seconds == null) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new StackException(visits + " visits are not handed over yet");
      }
      Thread.sleep(LOOK_MILLIS);
      seconds = one(connection, TAKEN, batch);
    }
    return Double.parseDouble(seconds);
  }

  /** How long ago the transaction began whose end made the result visible. */
  private static final String TAKEN =
      """
      select extract(epoch from clock_timestamp() - written_at)::text from exchange.result
      where batch = ?::uuid
      """;

  private static final String OPEN =
      """
      with c as (
        insert into collector (id, email, name)
        select id, id::text || '-' || ?::int, 'Bench' from (select gen_random_uuid() as id) i
        returning id),
      d as (
        insert into device (id, collector_id, model, system, version_code, status)
        select id, id, 'bench', 'bench', 1, 'ACTIVE' from c returning id)
      insert into batch (id, collector_id, device_id, day, number, status)
      select id, id, id, current_date, 1, 'OPEN' from d returning id::text
      """;

  private static final String VISITS =
      """
      with i as (
        insert into item (id, device_id, collector_id, batch_id, claimed_batch, sequence, kind,
          recorded_at, hash, body)
        select gen_random_uuid(), b, b, b, b, n, 'VISIT', now(), repeat('ab', 32),
          '{"visit":{"result":"PAID","note":"' || repeat('x', 400) || '"}}'
        from (select ?::uuid as b) s cross join generate_series(1, ?::int) n
        returning id, collector_id)
      , v as (
        insert into visit (id, collector_id, assignment_id, result, receipt_number,
          receipt_amount, receipt_currency, receipt_method)
        select id, collector_id, gen_random_uuid(), 'PAID', id::text, 1000, 'IDR', 'CASH' from i
        returning id)
      select count(*)::text from v
      """;

  private static final String SEALED =
      """
      with s as (
        insert into sealed_visit (batch_id, visit_id, voided, flags)
        select batch_id, id, false, 'ASSIGNMENT_UNKNOWN' from item where batch_id = ?::uuid
        returning visit_id)
      select count(*)::text from s
      """;

  /** With a report as long as that of a real day. */
  private static final String CLOSE =
      """
      update batch b set status = 'CLOSED', closed_at = now(), seal = 'bench', sealed = (
        select jsonb_build_object('verdicts', 'bench', 'totals', jsonb_build_object(
            'visits', count(*), 'receipts', jsonb_build_array(jsonb_build_object('method', 'CASH',
              'count', count(*), 'amount',
              jsonb_build_object('amount', 1000 * count(*), 'currency', 'IDR')))),
          'visits', jsonb_agg(jsonb_build_object('id', i.id, 'voided', false, 'flags',
            jsonb_build_array('ASSIGNMENT_UNKNOWN'), 'visit', i.body::jsonb -> 'visit')))::text
        from item i where i.batch_id = b.id)
      where id = ?::uuid and ?::int > 0 returning id::text
      """;

  private static String one(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getString(1) : null;
      }
    }
  }
}
