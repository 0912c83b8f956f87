package id.loket.payment.cassandra;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.inject.Singleton;

/**
 * Keeps background work from starting before the tables are there. It also keeps it from waiting
 * for the Cassandra session on an event loop while the session is being opened: the session needs
 * that very loop, so both would wait for ever.
 */
@Singleton
public class SchemaMissing implements Scheduled.SkipPredicate {
  private final SchemaMigrations schema;

  SchemaMissing(SchemaMigrations schema) {
    this.schema = schema;
  }

  @Override
  public boolean test(ScheduledExecution execution) {
    return !schema.areApplied();
  }
}
