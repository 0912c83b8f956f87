package id.loket.payment.due;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The due table: per kind, shard and hour what is to be looked at in that hour, in the order of
 * time. Only ever written to; entries end by their life, whole hours at once.
 */
@Singleton
class DueStore {
  private final Cassandra cassandra;

  DueStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  Uni<Void> insert(Due due) {
    return cassandra.write(
        "insert into {keyspace}.due (kind, shard, bucket, at, subject, data)"
            + " values (?, ?, ?, ?, ?, ?)",
        due.kind().name(),
        DueLayout.shardOf(due.subject()),
        DueLayout.bucketOf(due.at()),
        due.at(),
        due.subject(),
        due.data());
  }

  /**
   * Entries of one bucket in order, at most that many.
   *
   * @param until their time is earlier than that
   */
  Uni<List<Due>> page(
      DueKind kind, int shard, Instant bucket, Place behind, Instant until, int limit) {
    return cassandra
        .rows(
            "select at, subject, data from {keyspace}.due"
                + " where kind = ? and shard = ? and bucket = ?"
                + " and (at, subject) > (?, ?) and (at) < (?) limit ?",
            kind.name(),
            shard,
            bucket,
            behind.at(),
            behind.subject(),
            until,
            limit)
        .map(rows -> rows.stream().map(row -> of(kind, row)).toList());
  }

  /**
   * Whether there are entries in any of these shards, asked for at once.
   *
   * @param buckets all there are from one time to the other
   */
  Uni<Boolean> isAny(
      DueKind kind, List<Integer> shards, List<Instant> buckets, Instant from, Instant until) {
    return cassandra
        .row(
            "select shard from {keyspace}.due where kind = ? and shard in ? and bucket in ?"
                + " and at >= ? and at < ? limit 1",
            kind.name(),
            shards,
            buckets,
            from,
            until)
        .map(Optional::isPresent);
  }

  /** Before when everything has been looked at for the last time, per shard that has a mark. */
  Uni<Map<Integer, Instant>> marks(DueKind kind) {
    return cassandra
        .rows("select shard, mark from {keyspace}.due_mark where kind = ?", kind.name())
        .map(
            rows -> {
              Map<Integer, Instant> marks = new HashMap<>();
              rows.forEach(row -> marks.put(row.getInt("shard"), row.getInstant("mark")));
              return marks;
            });
  }

  /**
   * Moves a mark. Without a condition: whoever moves it has looked at everything from an earlier
   * mark on, so of two replicas at once either is right.
   */
  Uni<Void> mark(DueKind kind, int shard, Instant mark) {
    return cassandra.write(
        "insert into {keyspace}.due_mark (kind, shard, mark) values (?, ?, ?)",
        kind.name(),
        shard,
        mark);
  }

  private static Due of(DueKind kind, Row row) {
    return new Due(kind, row.getInstant("at"), row.getString("subject"), row.getString("data"));
  }
}
