package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What looks for work costs what there is to do, not what was done: the plans of its statements,
 * beside very many rows that are finished.
 */
@TicketAppTest
class StockPlansTest {
  private final Database database = new Database();

  /** How many finished rows there are of each kind. */
  protected int finished() {
    return 20_000;
  }

  @BeforeEach
  void finishedRows() {
    if (database.count("select count(*) from inventory_import") >= finished()) {
      return;
    }
    database.query(
        """
        insert into inventory_import (id, name, object_key, object_tag, mode, status, created_by,
          content_hash, cleared_at, dropped_key, dropped_tag, dropped_at, organiser_id)
        select gen_random_uuid(), 'x.csv', 'stock-files/' || n, 'tag', 'SET', 'DONE', 'test',
          'plans-' || n, now(), 'inventory/' || n, 'tag', now(), gen_random_uuid()
        from generate_series(1, $1::int) n
        """,
        finished());
    database.query(
        """
        insert into stock_fall (id, store, item, before, after, told_at)
        select gen_random_uuid(), 'plans', 'item-' || n, 1, 0, now() from generate_series(1, $1::int) n
        """,
        finished());
    database.query(
        """
        insert into stock (store, item, on_hand, falls)
        select 'plans-' || n % 1000, 'item-' || n, 0, 1 from generate_series(1, $1::int) n
        """,
        finished());
    database.query(
        "insert into store (name) select distinct store from stock on conflict do nothing");
    database.query(
        """
        insert into stock_subscription (id, email, locale, store, item, token, confirmed_at)
        select gen_random_uuid(), n || '@plans.test', 'id', 'plans', 'item-' || n, 'plans-' || n, now()
        from generate_series(1, $1::int) n
        """,
        finished());
    for (String table :
        new String[] {"inventory_import", "stock_fall", "stock", "stock_subscription"}) {
      database.query("analyze " + table);
    }
  }

  @Test
  void theNextFileIsFound() {
    assertThat(plan(ImportStore.TAKE_DUE)).contains("inventory_import_open").doesNotContain("Seq");
  }

  @Test
  void whatIsToBeClearedIsFound() {
    assertThat(plan(ImportRowStore.CLEARED_NEXT))
        .contains("inventory_import_uncleared")
        .doesNotContain("Seq");
  }

  @Test
  void whatLiesInTheBucketIsLookedUp() {
    assertThat(plan(DropStore.KNOWN))
        .contains("inventory_import_dropped")
        .contains("inventory_import_object")
        .doesNotContain("Seq Scan on inventory_import");
  }

  @Test
  void filesWhoseFallsAreToBeToldAreFound() {
    assertThat(plan("select id from inventory_import where to_tell order by updated_at limit 10"))
        .contains("inventory_import_to_tell")
        .doesNotContain("Seq");
  }

  @Test
  void fallsToBeToldAreFound() {
    assertThat(
            plan(
                """
                select id from stock_fall where told_at is null and import_id is null
                order by at limit 100 for update skip locked
                """))
        .contains("stock_fall_untold")
        .doesNotContain("Seq");
  }

  @Test
  void whoWatchesAnItemIsLookedUp() {
    assertThat(
            plan(
                """
                select 1 from stock_subscription s where s.confirmed_at is not null and s.ended_at is null
                  and s.store = $1::text collate "C" and s.item = $2::text collate "C"
                  and s.threshold >= $3::bigint
                """))
        .contains("stock_subscription_watching")
        .doesNotContain("Seq");
  }

  @Test
  void stockIsListedByAnIndexWhateverIsAskedFor() {
    for (boolean behind : new boolean[] {false, true}) {
      assertThat(plan(StockStore.listing(true, true, behind))).doesNotContain("Seq");
      assertThat(plan(StockStore.listing(true, false, behind))).doesNotContain("Seq");
      assertThat(plan(StockStore.listing(false, false, behind))).doesNotContain("Seq");
      assertThat(plan(StockStore.listing(false, true, behind)))
          .contains("Index Scan using stock_pkey")
          .doesNotContain("Seq");
    }
  }

  @Test
  void whatHasHadItsTimeIsFound() {
    assertThat(plan(StockHistoryStore.FILES))
        .contains("inventory_import_list")
        .doesNotContain("Seq");
    assertThat(plan(StockHistoryStore.FALLS)).contains("stock_fall_at").doesNotContain("Seq");
  }

  private String plan(String statement) {
    return database.plan(statement);
  }
}
