package id.loket.kit.postgres;

import id.loket.kit.schema.SchemaCurrent;
import id.loket.kit.work.Jobs;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.List;

/** A replica of a service as its database sees it when it starts. */
public record StartingReplica(ClusterIdentity identity) {
  public static StartingReplica of(
      Pool pool, LongStatements patient, Jobs jobs, List<KeepsTransactionIds> features) {
    return new StartingReplica(new ClusterIdentity(pool, patient, features, jobs));
  }

  /** What a start does before the service is ready. */
  public Uni<Void> start() {
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> identity.check(new SchemaCurrent()))
        .runSubscriptionOn(Infrastructure.getDefaultExecutor());
  }
}
