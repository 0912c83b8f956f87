package id.loket.report.demand;

import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.analytics.AnalyticsConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What will be asked for of each item at each store. What orders say is added up per day; forecasts
 * are made of these sums, so they are the same in whatever order events arrive.
 */
@Singleton
public class Demand {
  private static final int MOST_ITEMS = 250;
  private static final double SECONDS_PER_DAY = 86_400;

  private final Pool pool;
  private final DemandStore store;
  private final Outbox outbox;
  private final TolerantJson json;
  private final Clock clock;
  private final ZoneId zone;

  Demand(
      Pool pool,
      DemandStore store,
      Outbox outbox,
      TolerantJson json,
      Clock clock,
      AnalyticsConfig config) {
    this.pool = pool;
    this.store = store;
    this.outbox = outbox;
    this.json = json;
    this.clock = clock;
    this.zone = config.zone();
  }

  /** The data of {@code forecast.updated}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  public record ForecastUpdated(UUID orderId) {}

  /** Counts an order, once, and says so; one that is off already is left out. */
  Uni<Void> count(SqlClient transaction, PlacedOrder order) {
    return store
        .count(transaction, order.id())
        .chain(
            first ->
                first
                    ? store
                        .add(transaction, dayOf(order.createdAt()), order.items(), 1)
                        .chain(() -> noteOwners(transaction, order))
                        .chain(() -> tell(transaction, order.id()))
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> noteOwners(SqlClient transaction, PlacedOrder order) {
    return order.stores() == null || order.stores().isEmpty()
        ? Uni.createFrom().voidItem()
        : store.noteOwners(transaction, order.stores(), order.createdAt());
  }

  /**
   * Lets only the organiser go on whose store that is, as far as orders have told.
   *
   * @return fails with {@code forbidden} for anybody else
   */
  public Uni<Void> requireOwner(String ofStore, UUID organiser) {
    return store
        .isOwner(pool, ofStore, organiser)
        .invoke(
            owner -> {
              if (!owner) {
                throw new Problem(ProblemType.FORBIDDEN);
              }
            })
        .replaceWithVoid();
  }

  /** Takes back an order that is off; one that had left was wanted all the same. */
  Uni<Void> takeBack(SqlClient transaction, PlacedOrder order) {
    if (order.hasLeft()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .takeBack(transaction, order.id())
        .chain(
            counted ->
                counted
                    ? store.add(transaction, dayOf(order.createdAt()), order.items(), -1)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> tell(SqlClient transaction, UUID orderId) {
    return outbox.append(
        transaction,
        Event.now(
            "forecast.updated", orderId.toString(), json.write(new ForecastUpdated(orderId))));
  }

  /**
   * What a store will probably be asked for, the most wanted items first.
   *
   * @param item that item only; all without it
   * @param days how many days ahead, from tomorrow on
   */
  public Uni<List<ItemForecast>> forecast(String atStore, String item, int days) {
    ZonedDateTime now = clock.instant().atZone(zone);
    LocalDate today = now.toLocalDate();
    double passed = now.toLocalTime().toSecondOfDay() / SECONDS_PER_DAY;
    return store
        .since(pool, today.minusDays(ItemForecast.REMEMBERED_DAYS), atStore, item, MOST_ITEMS)
        .map(ordered -> forecast(ordered, today, passed, days));
  }

  private static List<ItemForecast> forecast(
      List<DemandStore.Ordered> ordered, LocalDate today, double passed, int days) {
    Map<String, Map<LocalDate, Long>> perItem = new LinkedHashMap<>();
    ordered.forEach(
        each ->
            perItem
                .computeIfAbsent(each.item(), item -> new LinkedHashMap<>())
                .put(each.day(), each.quantity()));
    List<ItemForecast> forecasts = new ArrayList<>();
    perItem.forEach(
        (item, perDay) ->
            forecasts.add(
                ItemForecast.of(ordered.getFirst().store(), item, perDay, today, passed, days)));
    forecasts.sort(Comparator.comparingDouble(ItemForecast::expected).reversed());
    return forecasts;
  }

  private LocalDate dayOf(Instant moment) {
    return moment.atZone(zone).toLocalDate();
  }
}
