package id.loket.payment.adoption;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import id.loket.payment.cassandra.DataMigration;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueLayout;
import id.loket.payment.webhook.DeliveryState;
import id.loket.payment.webhook.SettledLayout;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Enters into the due table what versions without one have begun: reads every invoice once, page by
 * page, because the index over what is open was the very thing that could not be read any more.
 */
@Singleton
public class OpenWork implements DataMigration {
  private static final Logger LOG = Logger.getLogger(OpenWork.class);
  private static final int PAGE = 1000;
  private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SETTLED_LISTED_FOR = Duration.ofDays(90);

  @Override
  public String statement() {
    return "adopt open work";
  }

  @Override
  public void run(CqlSession session, String keyspace, Runnable alive) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    markBeginnings(session, keyspace, now);
    int entered = adopt(session, keyspace, alive);
    LOG.infof("%d pieces of work entered into the due table", entered);
  }

  /** Nothing is due before this moment; a replica with a late clock is thought of. */
  private static void markBeginnings(CqlSession session, String keyspace, Instant now) {
    PreparedStatement mark =
        session.prepare(
            "insert into %s.due_mark (kind, shard, mark) values (?, ?, ?)".formatted(keyspace));
    Instant beginning = now.minus(1, ChronoUnit.HOURS);
    for (DueKind kind : DueKind.values()) {
      for (int shard = 0; shard < DueLayout.SHARDS; shard++) {
        session.execute(mark.bind(kind.name(), shard, beginning));
      }
    }
  }

  /** One look at every invoice; how much was entered. */
  int adopt(CqlSession session, String keyspace, Runnable alive) {
    PreparedStatement due =
        session.prepare(
            "insert into %s.due (kind, shard, bucket, at, subject) values (?, ?, ?, ?, ?)"
                .formatted(keyspace));
    PreparedStatement settled =
        session.prepare(
            "insert into %s.settled_delivery (state, bucket, settled, number, id) values (?, ?, ?, ?, ?)"
                .formatted(keyspace));
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    SimpleStatement everything =
        SimpleStatement.builder(
                "select number, entry, id, state, ended, next_attempt_at from %s.invoice"
                    .formatted(keyspace))
            .setPageSize(PAGE)
            .setTimeout(PAGE_TIMEOUT)
            .build();
    int entered = 0;
    CompletionStage<AsyncResultSet> reading = session.executeAsync(everything);
    while (reading != null) {
      AsyncResultSet page = reading.toCompletableFuture().join();
      reading = page.hasMorePages() ? page.fetchNextPage() : null;
      List<BoundStatement> writes = new ArrayList<>();
      page.currentPage().forEach(row -> addEntry(writes, row, due, settled, now));
      writeAll(session, writes);
      entered += writes.size();
      alive.run();
    }
    return entered;
  }

  private static void addEntry(
      List<BoundStatement> writes,
      Row row,
      PreparedStatement due,
      PreparedStatement settled,
      Instant now) {
    String state = row.getString("state");
    if (state == null) {
      return; // an invoice without entries
    }
    switch (row.getString("entry") + " " + state) {
      case "event UNPUBLISHED" -> writes.add(bind(due, new Due(DueKind.EVENT, now, number(row))));
      case "attempt PROCESSING" ->
          writes.add(bind(due, new Due(DueKind.ATTEMPT, now, number(row))));
      case "delivery PENDING" -> {
        Instant next = row.getInstant("next_attempt_at");
        Instant at = next == null || next.isBefore(now) ? now : next;
        writes.add(bind(due, new Due(DueKind.DELIVERY, at, number(row))));
      }
      case "delivery DELIVERED", "delivery DEAD" -> {
        Instant ended = row.getInstant("ended");
        if (ended != null && ended.isAfter(now.minus(SETTLED_LISTED_FOR))) {
          DeliveryState how = DeliveryState.valueOf(state);
          writes.add(
              settled.bind(
                  state,
                  SettledLayout.bucketOf(how, ended),
                  ended,
                  number(row),
                  row.getUuid("id")));
        }
      }
      default -> {
        // finished
      }
    }
  }

  private static BoundStatement bind(PreparedStatement due, Due entry) {
    return due.bind(
        entry.kind().name(),
        DueLayout.shardOf(entry.subject()),
        DueLayout.bucketOf(entry.at()),
        entry.at(),
        entry.subject());
  }

  private static void writeAll(CqlSession session, List<BoundStatement> writes) {
    CompletableFuture.allOf(
            writes.stream()
                .map(write -> session.executeAsync(write).toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static String number(Row row) {
    return row.getString("number");
  }
}
