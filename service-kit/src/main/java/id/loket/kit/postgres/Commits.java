package id.loket.kit.postgres;

import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

/** What follows a transaction. */
public final class Commits {
  private Commits() {}

  /**
   * Does something once a transaction is committed, and never if it is not. Nobody waits for it,
   * and a process that dies in between does not do it: what must be done is found by a sweep, too.
   */
  public static void then(SqlClient transaction, Runnable what) {
    Transaction open =
        transaction instanceof SqlConnection connection
            ? connection.getDelegate().transaction()
            : null;
    if (open == null) {
      throw new IllegalArgumentException("there is no transaction");
    }
    open.completion().onSuccess(committed -> what.run());
  }
}
