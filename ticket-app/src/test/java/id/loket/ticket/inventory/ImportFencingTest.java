package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.postgres.LongStatements;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.shutdown.ShutdownConfig;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduler;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Two workers on one database, as two replicas have them: whoever lost a file changes nothing. The
 * second is another instance of the worker, without the timer that the first has.
 */
@TicketAppTest
class ImportFencingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOADING = "%sorted as materialized%"; // near its beginning

  @Inject Pool pool;
  @Inject LongStatements whole;
  @Inject ImportStore store;
  @Inject ImportRowStore rows;
  @Inject StockLoadStore stock;
  @Inject StockFiles files;
  @Inject ErrorTexts texts;
  @Inject Watchers watchers;
  @Inject InventoryConfig config;
  @Inject OutboxRelay relay;
  @Inject Traces traces;
  @Inject WorkUnderWay work;
  @Inject MeterRegistry metrics;
  @Inject Scheduler scheduler;

  private final Warehouse warehouse = new Warehouse(new Counter());
  private final Database database = new Database();
  private final String shop = Warehouse.store();

  @Test
  void aWorkerThatLostItsFileWhileItWaitedForAnotherLoadsNothing() {
    warehouse.load("", file("Kaus", 1));
    ImportWork second = worker(work);
    UUID id;
    try (var another = database.hold("select pg_advisory_xact_lock($1)", StockLoadStore.LOADING)) {
      id = UUID.fromString(warehouse.send(name(), "?mode=delta", file("Kaus", 5)).path("id"));
      await().atMost(PATIENCE).until(() -> status(id).equals("LOADING"));
      await().atMost(PATIENCE).until(() -> isTakenBy(second, id));
    }
    warehouse.ended(id.toString());
    JsonPath done = behindAll(id);

    assertThat(done.getString("status")).isEqualTo("DONE");
    assertThat(done.getLong("rowsLoaded")).isEqualTo(1);
    assertThat(warehouse.count(shop, "Kaus")).isEqualTo(6);
  }

  @Test
  void whileAPartIsLoadedNobodyTakesItsFile() {
    warehouse.load("", file("Kaus", 1));
    ImportWork second = worker(work);
    UUID id;
    try (var sale =
        database.hold("select 1 from stock where store = $1 and item = 'Kaus' for update", shop)) {
      id = UUID.fromString(warehouse.send(name(), "?mode=delta", parts("Kaus", 5)).path("id"));
      await().atMost(PATIENCE).until(() -> database.waitingForALock(LOADING) == 1);

      assertThat(leaseEnds(id)).isZero();
      second.wake();
    }
    JsonPath done = warehouse.ended(id.toString());

    assertThat(done.getString("status")).isEqualTo("DONE");
    assertThat(done.getLong("rowsLoaded")).isEqualTo(15_001);
    assertThat(warehouse.count(shop, "Kaus")).isEqualTo(6);
  }

  @Test
  void whatAWorkerToldToEndHasBegunIsTakenUpAtOnce() throws Exception {
    warehouse.load("", file("Kaus", 1));
    WorkUnderWay endingSoon = endingSoon();
    ImportWork second = worker(endingSoon);
    UUID id = UUID.randomUUID();
    scheduler.pause();
    try {
      try (var sale =
          database.hold(
              "select 1 from stock where store = $1 and item = 'Kaus' for update", shop)) {
        staged(id);
        second.wake();
        await().atMost(PATIENCE).until(() -> database.waitingForALock(LOADING) == 1);
        end(endingSoon);
      }
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  database.count(
                          """
                          select count(*) from pg_stat_activity
                          where datname = current_database() and state <> 'idle' and query like $1
                            and pid <> pg_backend_pid()
                          """,
                          LOADING)
                      == 0);

      await()
          .atMost(Duration.ofSeconds(10))
          .until(
              () ->
                  database.count(
                          """
                          select count(*) from inventory_import
                          where id = $1 and work_until <= now() and loaded_line > 0
                          """,
                          id)
                      == 1);
    } finally {
      scheduler.resume();
    }
    JsonPath done = warehouse.ended(id.toString());
    assertThat(done.getString("status")).isEqualTo("DONE");
    assertThat(warehouse.count(shop, "Kaus")).isEqualTo(6);
    assertThat(done.getLong("rowsLoaded")).isEqualTo(15_001);
  }

  private ImportWork worker(WorkUnderWay underWay) {
    ImportLease lease = new ImportLease(store, underWay, config);
    return new ImportWork(
        pool,
        whole,
        store,
        rows,
        lease,
        new ImportReading(pool, whole, store, rows, lease, files, config),
        new ImportLoading(pool, store, lease, stock, watchers, config, relay),
        stock,
        files,
        texts,
        watchers,
        config,
        traces,
        underWay,
        metrics);
  }

  /** Of a process that waits for nothing once it is told to end. */
  private static WorkUnderWay endingSoon() throws ReflectiveOperationException {
    Constructor<WorkUnderWay> made =
        WorkUnderWay.class.getDeclaredConstructor(ShutdownConfig.class);
    made.setAccessible(true);
    return made.newInstance(
        new ShutdownConfig() {
          @Override
          public Duration grace() {
            return Duration.ofMillis(50);
          }

          @Override
          public Duration handBack() {
            return Duration.ofMillis(500);
          }
        });
  }

  private static void end(WorkUnderWay process) throws ReflectiveOperationException {
    Method end = WorkUnderWay.class.getDeclaredMethod("end");
    end.setAccessible(true);
    end.invoke(process);
  }

  /** Lets a file's lease run out; how many there are of it that nobody holds. */
  private long leaseEnds(UUID id) {
    return database
        .query(
            """
            update inventory_import set work_until = now() - interval '1 second'
            where id = (select id from inventory_import where id = $1 for update skip locked)
            returning 1
            """,
            id)
        .size();
  }

  private boolean isTakenBy(ImportWork second, UUID id) {
    leaseEnds(id);
    second.wake();
    return taken(id) > 1;
  }

  private long taken(UUID id) {
    return database.count("select attempts::bigint from inventory_import where id = $1", id);
  }

  private String status(UUID id) {
    return database
        .query("select status from inventory_import where id = $1", id)
        .getFirst()
        .getString(0);
  }

  /** How a file ended once everything that waited beside it has had its turn. */
  private JsonPath behindAll(UUID id) {
    warehouse.load("", file("Topi", 1));
    warehouse.load("", file("Topi", 2));
    return warehouse.look(id.toString());
  }

  /** A file that is read and waits to be loaded, as a replica that died left it. */
  private void staged(UUID id) {
    database.query(
        """
        with file as (
          insert into inventory_import (id, name, object_key, object_tag, mode, status, created_by,
            content_hash, rows_good, work_until)
          values ($1, 'parts.csv', 'parts.csv', $2, 'DELTA', 'LOADING', 'test', $2, 15001, now())
          returning number)
        insert into inventory_row (import_number, line, count, store, item)
        select number, n + 1, case when n = 15001 then 5 else 1 end, $3,
          case when n = 15001 then 'Kaus' else 'barang-' || n end
        from file, generate_series(1, 15001) n
        """,
        id,
        id.toString(),
        shop);
  }

  /** So many rows that they load in two parts; the item in question is in the second. */
  private String parts(String item, int count) {
    StringBuilder rows = new StringBuilder("store,item,count\n");
    for (int i = 0; i < 15_000; i++) {
      rows.append(shop).append(",barang-").append(i).append(",1\n");
    }
    return rows.append(shop)
        .append(',')
        .append(item)
        .append(',')
        .append(count)
        .append('\n')
        .toString();
  }

  private String file(String item, int count) {
    return "store,item,count\n" + shop + "," + item + "," + count + "\n";
  }

  private static String name() {
    return "stok-" + UUID.randomUUID() + ".csv";
  }
}
