package id.loket.ticket.inventory;

import id.loket.kit.postgres.OutboxRelay;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Loads the rows of files into stock, one file at a time among all replicas. A part is one
 * transaction, in which the file is kept and its last line is noted: loaded once, or not at all.
 */
@Singleton
class ImportLoading {
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);

  private final Pool pool;
  private final ImportStore store;
  private final ImportLease lease;
  private final StockLoadStore stock;
  private final Watchers watchers;
  private final InventoryConfig config;
  private final OutboxRelay relay;

  ImportLoading(
      Pool pool,
      ImportStore store,
      ImportLease lease,
      StockLoadStore stock,
      Watchers watchers,
      InventoryConfig config,
      OutboxRelay relay) {
    this.pool = pool;
    this.store = store;
    this.lease = lease;
    this.stock = stock;
    this.watchers = watchers;
    this.config = config;
    this.relay = relay;
  }

  /** A strict file has a row that stock does not allow. */
  static final class Strictness extends RuntimeException {
    Strictness() {
      super("strict", null, false, false);
    }
  }

  /**
   * Loads what is left of a file: part by part, or a strict one in one transaction.
   *
   * @return fails with {@link Strictness}: nothing of the file is loaded then
   */
  Uni<Void> loadAll(Import file) {
    return file.strict()
        ? alone(file, this::loadWhole).replaceWithVoid()
        : alone(file, this::loadPart)
            .chain(after -> after.isPresent() ? loadAll(after.get()) : Uni.createFrom().voidItem());
  }

  /**
   * Changes stock while no other file does. Whoever has to wait keeps their own file meanwhile, and
   * no connection.
   */
  private Uni<Optional<Import>> alone(
      Import file, BiFunction<SqlConnection, Import, Uni<Optional<Import>>> change) {
    return Uni.createFrom()
        .deferred(() -> attempt(file, change))
        .repeat()
        .withDelay(LOOK_AGAIN_AFTER)
        .whilst(Turn::waits)
        .collect()
        .last()
        .invoke(relay::wake)
        .map(Turn::after);
  }

  /**
   * What came of asking for a turn.
   *
   * @param after the file behind what was loaded; empty behind the last row
   */
  private record Turn(boolean waits, Optional<Import> after) {}

  private Uni<Turn> attempt(
      Import file, BiFunction<SqlConnection, Import, Uni<Optional<Import>>> change) {
    return pool.withTransaction(
        transaction ->
            lease
                .renew(transaction, file)
                .chain(() -> stock.lockForLoading(transaction))
                .chain(
                    mine ->
                        mine
                            ? change
                                .apply(transaction, file)
                                .call(() -> lease.extend(transaction, file))
                                .map(after -> new Turn(false, after))
                            : Uni.createFrom().item(new Turn(true, Optional.empty()))));
  }

  /** Loads all parts in the caller's transaction; each is a statement of its own. */
  private Uni<Optional<Import>> loadWhole(SqlConnection transaction, Import file) {
    return lease
        .renew(transaction, file)
        .chain(() -> loadPart(transaction, file))
        .chain(
            after ->
                after.isPresent()
                    ? loadWhole(transaction, after.get())
                    : Uni.createFrom().item(after));
  }

  /** Loads the next part; empty behind the last. */
  private Uni<Optional<Import>> loadPart(SqlConnection transaction, Import file) {
    return watchers
        .highestThreshold(transaction)
        .chain(
            watched ->
                stock.load(
                    transaction,
                    file,
                    config.loadedAtOnce(),
                    watched,
                    file.progress().errorsLeft(config.errorsWritten())))
        .invoke(
            part -> {
              if (file.strict() && part.refused() > 0) {
                throw new Strictness();
              }
            })
        .chain(
            part ->
                part.taken() == 0
                    ? Uni.createFrom().item(Optional.empty())
                    : store
                        .loaded(transaction, file, part)
                        .replaceWith(Optional.of(file.behind(part))));
  }
}
