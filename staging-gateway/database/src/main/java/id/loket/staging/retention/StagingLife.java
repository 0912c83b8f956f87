package id.loket.staging.retention;

import id.loket.kit.postgres.Forgetting;
import id.loket.kit.postgres.LongStatements;
import id.loket.staging.batch.StagingConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/** What is forgotten once it was kept long enough (docs/retention.md), a little at a time. */
@Singleton
class StagingLife {
  private final LongStatements patient;
  private final RetentionStore store;
  private final StagingConfig config;

  StagingLife(LongStatements patient, RetentionStore store, StagingConfig config) {
    this.patient = patient;
    this.store = store;
    this.config = config;
  }

  @Produces
  @Singleton
  Forgetting days() {
    return forgetting(
        "batch",
        List.of(
            transaction -> store.mark(transaction, config.keep()), store::empty, store::remove));
  }

  @Produces
  @Singleton
  Forgetting places() {
    return forgetting(
        "places of item",
        List.of(transaction -> store.forgetPlaces(transaction, config.keepTrail())));
  }

  @Produces
  @Singleton
  Forgetting supplies() {
    return forgetting(
        "exchange.supply",
        List.of(
            transaction -> store.emptySupply(transaction, config.keepExchanged()),
            transaction -> store.removeSupply(transaction, config.keep())));
  }

  @Produces
  @Singleton
  Forgetting results() {
    return forgetting(
        "exchange.result_visit",
        List.of(transaction -> store.emptyResult(transaction, config.keepExchanged())));
  }

  private Forgetting forgetting(String what, List<Function<SqlClient, Uni<Boolean>>> steps) {
    return new Forgetting(what, most -> allOf(steps));
  }

  /** One step after the other, each in a transaction; whether any of them may find more. */
  private Uni<Boolean> allOf(List<Function<SqlClient, Uni<Boolean>>> steps) {
    Uni<Boolean> more = Uni.createFrom().item(false);
    for (Function<SqlClient, Uni<Boolean>> step : steps) {
      more =
          more.chain(before -> patient.withTransaction(step::apply).map(found -> found || before));
    }
    return more;
  }
}
