package id.loket.ticket.inventory;

import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What stores have, and what can be done with it. */
@Singleton
public class Stock {
  private final Pool pool;
  private final StockStore store;
  private final Outbox outbox;
  private final Watchers watchers;
  private final TolerantJson json;
  private final Clock clock;

  Stock(
      Pool pool,
      StockStore store,
      Outbox outbox,
      Watchers watchers,
      TolerantJson json,
      Clock clock) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.watchers = watchers;
    this.json = json;
    this.clock = clock;
  }

  /** An item taken out of stock, with what one costs. */
  public record Item(String store, String item, long quantity, Money price) {}

  /** What came of taking items. */
  public sealed interface Outcome {
    /** All were there and are taken. */
    record Taken(List<Item> items) implements Outcome {}

    /** Not all were there: nothing is taken. */
    record Short(List<Missing> missing) implements Outcome {}
  }

  /**
   * An item there is too little of.
   *
   * @param left how many there are; null for an item nobody knows
   */
  @RegisterForReflection // native: what a problem carries, which names no type
  public record Missing(String store, String item, long wanted, Long left) {}

  /** An item fell to zero; the data of {@code stock.depleted}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  public record Depleted(
      UUID id,
      String store,
      String item,
      Long before,
      long count,
      UUID orderId,
      UUID importId,
      Instant at) {}

  /**
   * Takes items out of stock for an order, all or none, in the caller's transaction; each fall to
   * zero is told once (I10).
   *
   * @param items no two of the same store and item
   */
  public Uni<Outcome> take(SqlClient transaction, UUID orderId, List<Quantity> items) {
    // Both are sent at once; the threshold is read behind the lock.
    return Uni.combine()
        .all()
        .unis(store.take(transaction, items), watchers.highestThreshold(transaction))
        .asTuple()
        .chain(
            answers -> {
              List<StockStore.Taken> found = answers.getItem1();
              return found.size() == items.size() && found.getFirst().taken()
                  ? tellFalls(transaction, orderId, found, answers.getItem2())
                      .replaceWith(taken(found))
                  : Uni.createFrom().item(new Outcome.Short(missing(items, found)));
            });
  }

  /** Puts items back that an order had taken. */
  public Uni<Void> giveBack(SqlClient transaction, List<Quantity> items) {
    return store.giveBack(transaction, items);
  }

  /**
   * Says what one of an item costs.
   *
   * @return fails with {@code item-not-found} for one no file ever named
   */
  public Uni<StockItem> price(SetPrice wanted) {
    if (!wanted.price().hasKnownCurrency()) {
      throw Problem.invalid("price.currency", "field.currency");
    }
    return store
        .setPrice(pool, wanted.store(), wanted.item(), wanted.price())
        .map(found -> found.orElseThrow(() -> new Problem(InventoryProblems.ITEM_NOT_FOUND)));
  }

  /** A page of stock, in the order of store and item; null leaves a filter out. */
  public Uni<Page<StockItem>> list(StockSearch search) {
    int limit = search.limit();
    StockSearch.Place behind = search.behind();
    return store
        .list(pool, search.store(), search.item(), behind.store(), behind.item(), limit + 1)
        .map(
            found ->
                found.size() <= limit
                    ? new Page<>(found, null)
                    : new Page<>(
                        List.copyOf(found.subList(0, limit)),
                        StockSearch.Place.of(found.get(limit - 1)).encode()));
  }

  /** Tells of what is gone, and of what is as low as somebody watches for. */
  private Uni<Void> tellFalls(
      SqlClient transaction, UUID orderId, List<StockStore.Taken> items, long watched) {
    return Multi.createFrom()
        .iterable(items)
        .filter(item -> after(item) <= watched)
        .onItem()
        .transformToUniAndConcatenate(item -> tellFall(transaction, orderId, item))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tellFall(SqlClient transaction, UUID orderId, StockStore.Taken item) {
    ItemFall fall =
        new ItemFall(Ids.next(), item.store(), item.item(), item.before(), after(item), null);
    Uni<Void> written = store.insertFall(transaction, fall, orderId);
    return fall.after() > 0
        ? written
        : written.chain(() -> outbox.append(transaction, depleted(fall, orderId)));
  }

  private Event depleted(ItemFall fall, UUID orderId) {
    Depleted data =
        new Depleted(
            fall.id(), fall.store(), fall.item(), fall.before(), 0, orderId, null, clock.instant());
    return Event.now("stock.depleted", fall.store() + "/" + fall.item(), json.write(data));
  }

  private static long after(StockStore.Taken item) {
    return item.before() - item.quantity();
  }

  private static Outcome taken(List<StockStore.Taken> found) {
    return new Outcome.Taken(
        found.stream()
            .map(item -> new Item(item.store(), item.item(), item.quantity(), item.price()))
            .toList());
  }

  private static List<Missing> missing(List<Quantity> wanted, List<StockStore.Taken> found) {
    List<Missing> missing = new ArrayList<>();
    for (Quantity want : wanted) {
      Long left =
          found.stream()
              .filter(item -> item.store().equals(want.store()) && item.item().equals(want.item()))
              .map(StockStore.Taken::before)
              .findFirst()
              .orElse(null);
      if (left == null || left < want.quantity()) {
        missing.add(new Missing(want.store(), want.item(), want.quantity(), left));
      }
    }
    return missing;
  }
}
