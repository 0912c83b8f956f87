package id.loket.ticket.inventory;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/** Those who want to be told when stock falls; known by another feature. */
public interface Watchers {
  /** The highest count somebody wants to be told of: 0 when nobody asks for more. */
  Uni<Long> highestThreshold(SqlClient transaction);

  /** There are new falls to tell of. */
  void wake();
}
