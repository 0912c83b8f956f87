package id.loket.payment.adoption;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.kit.work.OutageLog;
import id.loket.payment.cassandra.CassandraConfig;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * While replicas are exchanged, those of the version before still begin work without announcing it.
 * So there is a second look at every invoice, once, when none of them can be left.
 */
@Singleton
class LateOpenWork {
  private static final Logger LOG = Logger.getLogger(LateOpenWork.class);
  private static final int MIGRATION = 4;
  private static final Duration EXCHANGED_AFTER = Duration.ofMinutes(30);
  private static final String TAKEN = "ADOPTING";
  private static final String DONE = "ADOPTED";
  private static final int LONGEST_LOOK_SECONDS = 3600;

  private final OpenWork work;
  private final Instance<QuarkusCqlSession> session;
  private final String keyspace;
  private final OutageLog outages =
      new OutageLog(LateOpenWork.class, "Cannot look for work of replicas of the version before");

  LateOpenWork(OpenWork work, Instance<QuarkusCqlSession> session, CassandraConfig config) {
    this.work = work;
    this.session = session;
    this.keyspace = config.keyspace();
  }

  @Scheduled(
      every = "10m",
      delayed = "5m",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void adopt() {
    try {
      adopt(session.get(), Instant.now());
      outages.worked();
    } catch (RuntimeException away) {
      outages.failed(away);
    }
  }

  /** The second look, if it is time for it and nobody has had it. */
  void adopt(CqlSession open, Instant now) {
    if (isKnown(open, DONE) || migratedAt(open).plus(EXCHANGED_AFTER).isAfter(now) || !take(open)) {
      return;
    }
    int entered = work.adopt(open, keyspace, () -> {});
    open.execute(
        "insert into %s.due_mark (kind, shard, mark) values (?, 0, ?)".formatted(keyspace),
        DONE,
        now);
    LOG.infof("%d pieces of work of the version before entered into the due table", entered);
  }

  private Instant migratedAt(CqlSession open) {
    Row row =
        open.execute(
                "select installed from %s.schema_version where version = ?".formatted(keyspace),
                MIGRATION)
            .one();
    return row == null ? Instant.now() : row.getInstant("installed");
  }

  private boolean isKnown(CqlSession open, String what) {
    return open.execute(
                "select mark from %s.due_mark where kind = ? and shard = 0".formatted(keyspace),
                what)
            .one()
        != null;
  }

  private boolean take(CqlSession open) {
    return open.execute(
            "insert into %s.due_mark (kind, shard, mark) values (?, 0, ?) if not exists using ttl ?"
                .formatted(keyspace),
            TAKEN,
            Instant.now(),
            LONGEST_LOOK_SECONDS)
        .wasApplied();
  }
}
