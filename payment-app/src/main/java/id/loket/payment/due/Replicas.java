package id.loket.payment.due;

import id.loket.kit.id.Ids;
import id.loket.payment.cassandra.Cassandra;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Which replicas there are, each known by a row that ends unless it is written again. They share
 * the shards evenly by their order, without asking one another. While they see different replicas a
 * shard may be swept by two or by none: both are harmless, and pass within a few beats.
 */
@Singleton
class Replicas {
  private static final String REALM = "all";
  private static final int BEATS_MISSED = 3;

  private final Cassandra cassandra;
  private final UUID me = Ids.next();
  private final int life;
  private volatile List<UUID> present = List.of();
  private volatile boolean stopped;

  Replicas(Cassandra cassandra, DueConfig config) {
    this.cassandra = cassandra;
    this.life = (int) Math.max(1, config.beatEvery().multipliedBy(BEATS_MISSED).toSeconds());
  }

  /** The shards of a kind that are this replica's to sweep. */
  List<Integer> sharesOf(DueKind kind) {
    List<UUID> all = present;
    int mine = all.indexOf(me);
    return IntStream.range(0, DueLayout.SHARDS)
        .filter(shard -> mine >= 0 && (shard + kind.ordinal()) % all.size() == mine)
        .boxed()
        .toList();
  }

  @Scheduled(
      every = "${loket.due.beat-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> beat() {
    if (stopped) {
      return Uni.createFrom().voidItem();
    }
    // Should Cassandra be away, the last view holds: nothing can be swept meanwhile anyway.
    return cassandra
        .write(
            "insert into {keyspace}.replica (realm, id, here) values (?, ?, true) using ttl ?",
            REALM,
            me,
            life)
        .chain(() -> cassandra.rows("select id from {keyspace}.replica where realm = ?", REALM))
        .invoke(rows -> present = rows.stream().map(row -> row.getUuid("id")).sorted().toList())
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }

  /** Whoever ends in order leaves its share to the others at once. */
  void stop(@Observes ShutdownEvent shutdown) {
    stopped = true;
    present = List.of();
    cassandra
        .write("delete from {keyspace}.replica where realm = ? and id = ?", REALM, me)
        .subscribe()
        .with(gone -> {}, away -> {});
  }
}
