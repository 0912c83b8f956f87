package id.loket.staging.monitoring;

import id.loket.kit.postgres.KeepsTransactionIds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;

/** After a restore into another cluster whoever watches is told of what comes from then on. */
@Singleton
class ViewInAnotherCluster implements KeepsTransactionIds {
  @Override
  public Uni<Void> renumber(SqlConnection transaction) {
    return transaction.query("update device set synced_in = '0'").execute().replaceWithVoid();
  }
}
