package id.loket.ticket.inventory;

import id.loket.kit.audit.Act;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.page.Page;
import id.loket.kit.postgres.AuditTrail;
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
import java.util.Optional;
import java.util.UUID;

/** What stores have, and what can be done with it. */
@Singleton
public class Stock {
  private final Pool pool;
  private final StockStore store;
  private final Outbox outbox;
  private final AuditTrail audit;
  private final TolerantJson json;
  private final Clock clock;

  Stock(
      Pool pool,
      StockStore store,
      Outbox outbox,
      AuditTrail audit,
      TolerantJson json,
      Clock clock) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.audit = audit;
    this.json = json;
    this.clock = clock;
  }

  /** An item reserved for an order, with what one costs. */
  public record Item(String store, String item, long quantity, Money price) {}

  /** What came of reserving items. */
  public sealed interface Outcome {
    /** All were there and are reserved. */
    record Reserved(List<Item> items) implements Outcome {}

    /** Not all were there: nothing is reserved. */
    record Short(List<Missing> missing) implements Outcome {}

    /** Some have no price, so they are not sold: nothing is reserved. */
    record Unpriced(List<Named> items) implements Outcome {}
  }

  /** An item of a store. */
  @RegisterForReflection // native: what a problem carries, which names no type
  public record Named(String store, String item) {}

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
   * Reserves items for an order, all or none, in the caller's transaction; each fall of what can be
   * ordered to zero is told once (I10).
   *
   * @param items no two of the same store and item
   */
  public Uni<Outcome> reserve(SqlClient transaction, UUID orderId, List<Quantity> items) {
    return store
        .reserve(transaction, orderId, items)
        .chain(
            found ->
                found.size() == items.size() && found.getFirst().reserved()
                    ? tellFalls(transaction, orderId, found).replaceWith(reserved(found))
                    : Uni.createFrom().item(refused(items, found)));
  }

  /** What an order reserved can be ordered again; what left the shelf meanwhile stays away. */
  public Uni<Void> release(SqlClient transaction, UUID orderId, List<Quantity> items) {
    return store.release(transaction, orderId, items);
  }

  /** What an order reserved has left the shelf; what was released before has not. */
  public Uni<Void> ship(SqlClient transaction, UUID orderId, List<Quantity> items) {
    return store.ship(transaction, orderId, items);
  }

  /**
   * Says what one of an item costs.
   *
   * @param organiserId who says it; null for those who may price all stores
   * @return fails with {@code item-not-found} for one no file ever named, {@code store-of-others}
   */
  Uni<StockItem> price(SetPrice wanted, UUID organiserId) {
    if (!wanted.price().hasKnownCurrency()) {
      throw Problem.invalid("price.currency", "field.currency");
    }
    return store
        .numberOf(pool, wanted.store(), wanted.item())
        .map(found -> requireOwn(found, organiserId))
        .chain(() -> pool.withTransaction(transaction -> price(transaction, wanted)));
  }

  private Uni<StockItem> price(SqlClient transaction, SetPrice wanted) {
    return store
        .setPrice(transaction, wanted.store(), wanted.item(), wanted.price())
        .call(
            priced ->
                audit.record(
                    transaction,
                    Act.of("item.priced", "item", wanted.store() + "/" + wanted.item())
                        .from(priced.before())
                        .to(wanted.price())))
        .map(StockStore.Priced::item);
  }

  /**
   * A page of what changed an item's stock, newest first.
   *
   * @param organiserId who asks; null for those who see all stores
   * @return fails with {@code item-not-found}, {@code store-of-others}
   */
  Uni<Page<Movement>> movements(UUID organiserId, MovementSearch search) {
    int limit = search.limit();
    return store
        .numberOf(pool, search.store(), search.item())
        .map(found -> requireOwn(found, organiserId))
        .chain(number -> store.movements(pool, number, search.before(), limit + 1))
        .map(
            found ->
                found.size() <= limit
                    ? new Page<>(found, null)
                    : new Page<>(
                        List.copyOf(found.subList(0, limit)),
                        Long.toString(found.get(limit - 1).id())));
  }

  private static long requireOwn(Optional<StockStore.Numbered> found, UUID organiserId) {
    StockStore.Numbered item =
        found.orElseThrow(() -> new Problem(InventoryProblems.ITEM_NOT_FOUND));
    if (organiserId != null && !organiserId.equals(item.organiserId())) {
      throw new Problem(InventoryProblems.STORE_OF_OTHERS);
    }
    return item.number();
  }

  /** A page of stock, in the order of store and item; null leaves a filter out. */
  public Uni<Page<StockItem>> list(StockSearch search) {
    int limit = search.limit();
    StockSearch.Place behind = search.behind();
    return store
        .list(pool, search.store(), search.item(), behind, limit + 1)
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
      SqlClient transaction, UUID orderId, List<StockStore.Reserved> items) {
    return Multi.createFrom()
        .iterable(items)
        .filter(item -> after(item) == 0 || item.watched())
        .onItem()
        .transformToUniAndConcatenate(item -> tellFall(transaction, orderId, item))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> tellFall(SqlClient transaction, UUID orderId, StockStore.Reserved item) {
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

  private static long after(StockStore.Reserved item) {
    return item.before() - item.quantity();
  }

  private static Outcome reserved(List<StockStore.Reserved> found) {
    return new Outcome.Reserved(
        found.stream()
            .map(item -> new Item(item.store(), item.item(), item.quantity(), item.price()))
            .toList());
  }

  private static Outcome refused(List<Quantity> wanted, List<StockStore.Reserved> found) {
    List<Missing> missing = missing(wanted, found);
    return missing.isEmpty()
        ? new Outcome.Unpriced(
            found.stream()
                .filter(item -> item.price() == null)
                .map(item -> new Named(item.store(), item.item()))
                .toList())
        : new Outcome.Short(missing);
  }

  private static List<Missing> missing(List<Quantity> wanted, List<StockStore.Reserved> found) {
    List<Missing> missing = new ArrayList<>();
    for (Quantity want : wanted) {
      Long left =
          found.stream()
              .filter(item -> item.store().equals(want.store()) && item.item().equals(want.item()))
              .map(StockStore.Reserved::before)
              .findFirst()
              .orElse(null);
      if (left == null || left < want.quantity()) {
        missing.add(new Missing(want.store(), want.item(), want.quantity(), left));
      }
    }
    return missing;
  }
}
