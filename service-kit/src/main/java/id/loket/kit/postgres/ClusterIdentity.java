package id.loket.kit.postgres;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.schema.SchemaCurrent;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Notices that the database was restored into another cluster (from a dump, or moved to another
 * server that way), where transactions are counted anew and every transaction id in a row lies in
 * the future or means another transaction. Then each feature that keeps such ids numbers its rows
 * anew, once over all replicas, before the service is ready. Copies made by the server itself
 * (replicas, base backups) keep their cluster's identity and their ids.
 */
@Singleton
public class ClusterIdentity {
  /**
   * A boolean SQL expression: whether the ids in rows are of this cluster. For a statement that
   * must not take rows of the future for "there is nothing", also when the database was exchanged
   * while the service ran.
   */
  public static final String IS_SAME =
      """
      (coalesce((select system_identifier from database_cluster), 0)
        = (select system_identifier from pg_control_system()))\
      """;

  private static final Logger LOG = Logger.getLogger(ClusterIdentity.class);
  private static final Duration LONGEST = Duration.ofHours(1);
  private final Pool pool;
  private final LongStatements patient;
  private final List<KeepsTransactionIds> features;
  private final Job job;

  ClusterIdentity(
      Pool pool, LongStatements patient, @All List<KeepsTransactionIds> features, Jobs jobs) {
    this.pool = pool;
    this.patient = patient;
    this.features = features;
    this.job =
        jobs.job(
                ClusterIdentity.class,
                "It is not known whether the database is the same",
                this::renumberIfAnother)
            .limit(LONGEST);
  }

  /** Before the service is ready, its jobs and consumers begin: what fails here is tried again. */
  void check(@Observes @Priority(1) SchemaCurrent tables) {
    renumberIfAnother().await().atMost(LONGEST);
  }

  /** The database may be exchanged while the service runs. */
  @Produces
  @Singleton
  DueWork another() {
    return new DueWork(
        "cluster-identity",
        features.isEmpty()
            ? "select null::timestamptz"
            : "select case when " + IS_SAME + " then null else now() end",
        job::run);
  }

  /**
   * Fails with {@code unavailable} (503) while ids in rows are of another cluster: they are being
   * numbered anew, and until then nothing can be said about them.
   */
  public Uni<Void> requireSame(SqlClient client) {
    return isSame(client)
        .invoke(
            same -> {
              if (!same) {
                job.wake();
                throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "5");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> renumberIfAnother() {
    return features.isEmpty()
        ? Uni.createFrom().voidItem()
        : isSame(pool)
            .chain(
                same ->
                    same
                        ? Uni.createFrom().voidItem()
                        : patient.withTransaction(this::renumberOnce));
  }

  private static Uni<Boolean> isSame(SqlClient client) {
    return client
        .query("select " + IS_SAME + " as same")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("same"));
  }

  /** Others wait for the lock meanwhile, and then find that it is done. */
  private Uni<Void> renumberOnce(SqlConnection transaction) {
    return transaction
        .query("lock table database_cluster in exclusive mode")
        .execute()
        .chain(() -> isSame(transaction))
        .chain(same -> same ? Uni.createFrom().voidItem() : renumber(transaction));
  }

  private Uni<Void> renumber(SqlConnection transaction) {
    LOG.warn(
        "The database was restored into another cluster: rows that keep transaction ids are"
            + " numbered anew");
    return Multi.createFrom()
        .iterable(features)
        .onItem()
        .transformToUniAndConcatenate(feature -> feature.renumber(transaction))
        .collect()
        .last()
        .chain(
            () ->
                transaction
                    .query(
                        """
                        insert into database_cluster (system_identifier)
                        select system_identifier from pg_control_system()
                        on conflict (single) do update
                          set system_identifier = excluded.system_identifier
                        """)
                    .execute())
        .invoke(() -> LOG.info("Rows that keep transaction ids are numbered anew"))
        .replaceWithVoid();
  }
}
