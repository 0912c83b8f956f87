package id.loket.staging.assignment;

import id.loket.kit.postgres.KeepsTransactionIds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;

/**
 * After a restore into another cluster, which counts transactions anew, the change feed is older
 * than all of them, and another edition: every token is worthless, and the next pull is everything.
 */
@Singleton
class FeedInAnotherCluster implements KeepsTransactionIds {
  @Override
  public Uni<Void> renumber(SqlConnection transaction) {
    return transaction
        .query("update change set transaction = '3'")
        .execute()
        .chain(
            () ->
                transaction
                    .query(
                        """
                        update change_horizon
                        set transaction = '0', edition = gen_random_uuid()
                        """)
                    .execute())
        .replaceWithVoid();
  }
}
