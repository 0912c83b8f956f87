package id.loket.ticket.inventory;

import id.loket.kit.shutdown.WorkUnderWay;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;

/**
 * Keeps a file for the worker that took it. Asked at the beginning of every transaction that works
 * on a file: from then on its row is locked, so nobody takes it before the transaction ends,
 * however long that is; and whoever lost it meanwhile changes nothing (I10).
 */
@Singleton
class ImportLease {
  private final ImportStore store;
  private final WorkUnderWay work;
  private final InventoryConfig config;

  ImportLease(ImportStore store, WorkUnderWay work, InventoryConfig config) {
    this.store = store;
    this.work = work;
    this.config = config;
  }

  /** Somebody else has the file now. */
  static final class Lost extends RuntimeException {
    Lost() {
      super("somebody else has the file", null, false, false);
    }
  }

  /** The process was told to end: what is left of the file is for others. */
  static final class Ending extends RuntimeException {
    Ending() {
      super("the process ends", null, false, false);
    }
  }

  /** Renews the lease behind something that took long; fails with {@link Lost}. */
  Uni<Void> extend(SqlClient client, Import file) {
    return store.renew(client, file, config.lease());
  }

  /**
   * Renews the lease before something is done with the file.
   *
   * @return fails with {@link Lost} or {@link Ending}
   */
  Uni<Void> renew(SqlClient client, Import file) {
    return work.isEnding() ? Uni.createFrom().failure(Ending::new) : extend(client, file);
  }
}
