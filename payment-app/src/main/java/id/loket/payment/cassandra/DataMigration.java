package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;

/** A step of a migration that CQL has no words for. It blocks, and can be repeated. */
public interface DataMigration {
  /** How a script of {@code db/cassandra} asks for it. */
  String statement();

  /**
   * Does it.
   *
   * @param alive to be called now and then, so that no other replica begins the same
   */
  void run(CqlSession session, String keyspace, Runnable alive);
}
