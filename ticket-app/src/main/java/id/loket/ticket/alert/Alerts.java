package id.loket.ticket.alert;

import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.DueWork;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.LongStatements;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.ticket.inventory.Watchers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** Tells those who asked for it when stock falls: each crossing once (I10). */
@Singleton
public class Alerts implements Watchers {
  private static final String NAME = "stock-alerts";
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST_RUN = Duration.ofMinutes(10);
  private static final int FILES_AT_ONCE = 10;
  private static final int FALLS_AT_ONCE = 100;
  private static final int SUBSCRIBERS_AT_ONCE = 100;
  private static final int TOKEN_BYTES = 24;
  private static final String REQUESTED = "alert.requested";

  private final Pool pool;
  private final LongStatements whole;
  private final AlertStore store;
  private final FallStore falls;
  private final AlertConfig config;
  private final Lease lease;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final WorkUnderWay work;
  private final TolerantJson json;
  private final MeterRegistry metrics;
  private final SecureRandom random = new SecureRandom();
  private final Job job;

  Alerts(
      Pool pool,
      LongStatements whole,
      AlertStore store,
      FallStore falls,
      AlertConfig config,
      Lease lease,
      Outbox outbox,
      OutboxRelay relay,
      WorkUnderWay work,
      TolerantJson json,
      MeterRegistry metrics,
      Jobs jobs) {
    this.pool = pool;
    this.whole = whole;
    this.store = store;
    this.falls = falls;
    this.config = config;
    this.lease = lease;
    this.outbox = outbox;
    this.relay = relay;
    this.work = work;
    this.json = json;
    this.metrics = metrics;
    this.job =
        jobs.job(getClass(), "Subscribers are told of stock later", this::tellAll)
            .limit(LONGEST_RUN);
  }

  /** The data of {@code alert.requested}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  public record AlertRequested(UUID alertId) {}

  @RegisterForReflection // native: read with TolerantJson, not by an endpoint
  record Items(List<AlertView.Item> items) {}

  /** How a link found its subscription. */
  public record State(Language language, boolean confirmed, boolean ended) {}

  @Override
  public Uni<Long> highestThreshold(SqlClient transaction) {
    return store.highestThreshold(transaction);
  }

  @Override
  public void wake() {
    job.wake();
  }

  @Produces
  @Singleton
  DueWork untold() {
    return new DueWork(
        "stock-alerts",
        """
        select least(
          (select now() from inventory_import
            where to_tell and status in ('DONE', 'FAILED', 'DUPLICATE') limit 1),
          (select now() from stock_fall where told_at is null and import_id is null limit 1))
        """,
        job::run);
  }

  private Uni<Void> tellAll() {
    return falls
        .untoldFiles(pool, FILES_AT_ONCE)
        .onItem()
        .transformToMulti(ids -> Multi.createFrom().iterable(ids))
        .onItem()
        .transformToUniAndConcatenate(id -> untilDone(() -> tellOfFile(id)))
        .collect()
        .last()
        .chain(() -> untilDone(() -> falls.tellOfOrders(pool, FALLS_AT_ONCE, SUBSCRIBERS_AT_ONCE)));
  }

  /** All that fell with a file is gone through at once. */
  private Uni<FallStore.Told> tellOfFile(UUID id) {
    return whole.withTransaction(
        transaction -> falls.tellOfFile(transaction, id, SUBSCRIBERS_AT_ONCE, config));
  }

  /** Tells page after page, as long as this replica has the lease. */
  private Uni<Void> untilDone(Supplier<Uni<FallStore.Told>> page) {
    return lease
        .take(NAME, LEASE)
        .chain(
            mine ->
                mine && !work.isEnding()
                    ? page.get()
                    : Uni.createFrom().item(new FallStore.Told(0, 0)))
        .invoke(this::count)
        .chain(told -> told.done() == 0 ? Uni.createFrom().voidItem() : untilDone(page));
  }

  private void count(FallStore.Told told) {
    if (told.alerts() > 0) {
      metrics.counter("loket.stock.alerts").increment(told.alerts());
      relay.wake();
    }
  }

  /**
   * Subscribes an address, which gets a mail to confirm it. Whoever asks learns nothing of who is
   * subscribed already.
   */
  public Uni<Void> subscribe(Subscribe wanted, Language language) {
    return pool.withTransaction(
            transaction ->
                store
                    .subscribe(transaction, Ids.next(), wanted, language.tag(), token())
                    .chain(
                        unconfirmed ->
                            unconfirmed
                                .map(id -> requestConfirmation(transaction, id))
                                .orElseGet(() -> Uni.createFrom().voidItem())))
        .invoke(relay::wake);
  }

  private Uni<Void> requestConfirmation(SqlClient transaction, UUID subscriptionId) {
    UUID alertId = Ids.next();
    return store
        .requestConfirmation(transaction, alertId, subscriptionId, config.confirmationsPerDay())
        .chain(
            asked ->
                asked
                    ? outbox.append(
                        transaction,
                        Event.now(
                            REQUESTED, alertId.toString(), json.write(new AlertRequested(alertId))))
                    : Uni.createFrom().voidItem());
  }

  /** What a link leads to; fails with {@code subscription-not-found}. */
  public Uni<State> look(String token) {
    return store.find(pool, token).map(found -> found.map(Alerts::state).orElseThrow(this::gone));
  }

  /** The address's owner wants the mails; fails with {@code subscription-not-found}. */
  public Uni<State> confirm(String token) {
    return store
        .confirm(pool, token)
        .map(found -> found.map(Alerts::state).orElseThrow(this::gone));
  }

  /** The address's owner wants no more mails; fails with {@code subscription-not-found}. */
  public Uni<State> end(String token) {
    return store.end(pool, token).map(found -> found.map(Alerts::state).orElseThrow(this::gone));
  }

  /** A mail to be written; fails with {@code alert-not-found} when nobody wants it any more. */
  public Uni<AlertView> alert(UUID id) {
    return store
        .alert(pool, id)
        .map(
            found ->
                found
                    .map(this::view)
                    .orElseThrow(() -> new Problem(AlertProblems.ALERT_NOT_FOUND)));
  }

  private AlertView view(AlertStore.Alert alert) {
    String base = config.publicUrl().toString().replaceAll("/+$", "") + "/inventory/subscriptions";
    String parameters = "?token=" + alert.token() + "&lang=" + alert.locale();
    return new AlertView(
        alert.id(),
        alert.kind(),
        alert.email(),
        alert.locale(),
        json.read("{\"items\":" + alert.items() + "}", Items.class).items(),
        alert.itemCount(),
        alert.kind().equals("CONFIRMATION") ? base + "/confirmation" + parameters : null,
        base + "/end" + parameters);
  }

  private Problem gone() {
    return new Problem(AlertProblems.SUBSCRIPTION_NOT_FOUND);
  }

  private static State state(AlertStore.Subscription found) {
    return new State(Language.ofTag(found.locale()), found.confirmed(), found.ended());
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
