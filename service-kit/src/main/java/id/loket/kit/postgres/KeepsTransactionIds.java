package id.loket.kit.postgres;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * A feature that keeps transaction ids ({@code xid8}) in rows or gives them away in tokens. They
 * mean nothing in another cluster: see {@link ClusterIdentity}.
 */
public interface KeepsTransactionIds {
  /**
   * Gives kept ids a meaning in this cluster: rows get {@code pg_current_xact_id()}, watermarks and
   * tokens made of old ids become worthless ("begin anew"). Called once after a restore, by one of
   * the replicas; what it writes is committed with that of the other features or not at all. May
   * take as long as it needs.
   */
  Uni<Void> renumber(SqlConnection transaction);
}
