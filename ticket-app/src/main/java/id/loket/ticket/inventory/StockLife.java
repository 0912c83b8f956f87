package id.loket.ticket.inventory;

import id.loket.kit.postgres.Forgetting;
import id.loket.kit.postgres.RowLife;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long stock's history is kept (docs/retention.md): files with their errors and objects;
 * movements, which are summed up then; falls.
 */
@Singleton
class StockLife {
  private final Pool pool;
  private final StockHistoryStore store;
  private final StockFiles files;
  private final InventoryConfig config;

  StockLife(Pool pool, StockHistoryStore store, StockFiles files, InventoryConfig config) {
    this.pool = pool;
    this.store = store;
    this.files = files;
    this.config = config;
  }

  @Produces
  @Singleton
  static RowLife movements(InventoryConfig config) {
    return new RowLife(
        "stock_movement", config.movementsKept(), StockHistoryStore.SUM_UP_MOVEMENTS);
  }

  @Produces
  @Singleton
  static RowLife falls(InventoryConfig config) {
    return new RowLife("stock_fall", config.fallsKept(), StockHistoryStore.FORGET_FALLS);
  }

  @Produces
  @Singleton
  Forgetting files() {
    return Forgetting.oneByOne(
        "inventory_import", most -> store.files(pool, config.filesKept(), most), this::forget);
  }

  private Uni<Void> forget(StockHistoryStore.OldFile file) {
    return files
        .removeKept(file.key())
        .chain(
            () ->
                file.errorsKey() == null
                    ? Uni.createFrom().voidItem()
                    : files.removeKept(file.errorsKey()))
        .chain(() -> store.forget(pool, file.id()));
  }
}
