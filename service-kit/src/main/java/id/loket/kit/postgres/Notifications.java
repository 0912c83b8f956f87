package id.loket.kit.postgres;

import id.loket.kit.schema.SchemaCurrent;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The one connection on which a replica hears what is notified in its database. What the replica
 * asks the database every few seconds it asks here too: the question is also what tells that the
 * connection still stands, and costs no second one.
 */
@Singleton
public class Notifications {
  private static final long NEVER = Long.MIN_VALUE;

  private final List<Heard> all;
  private final Pool pool;
  private final Listening listening;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicLong unanswered = new AtomicLong();
  private volatile long answeredAt = NEVER;

  Notifications(ServiceServers servers, Pool pool, @All List<Heard> all) {
    this.all = all;
    this.pool = pool;
    Map<String, Consumer<String>> channels = new HashMap<>();
    all.forEach(each -> channels.put(each.channel(), each::heard));
    this.listening = servers.listening(channels, this::heardAgain);
  }

  void begin(@Observes SchemaCurrent tables) {
    if (begun.compareAndSet(false, true)) {
      listening.begin();
    }
  }

  void stop(@Observes ShutdownEvent shutdown) {
    listening.end();
  }

  private void heardAgain() {
    all.forEach(Heard::heardAgain);
  }

  /** Asks something outside of any transaction; on a connection of the pool while none listens. */
  Uni<RowSet<Row>> ask(String sql) {
    return Uni.createFrom()
        .completionStage(
            () -> {
              unanswered.incrementAndGet();
              return asked(sql)
                  .onSuccess(rows -> answeredAt = System.nanoTime())
                  .onComplete(ended -> unanswered.decrementAndGet())
                  .toCompletionStage();
            });
  }

  private Future<RowSet<Row>> asked(String sql) {
    return listening.isConnected()
        ? listening.ask(sql)
        : pool.getDelegate().preparedQuery(sql).execute();
  }

  /**
   * Whether the database has answered on this connection within that time and the connection still
   * stands: then nobody needs to ask whether it is there.
   */
  boolean answeredWithin(Duration time) {
    long at = answeredAt;
    return listening.isConnected()
        && unanswered.get() == 0
        && at != NEVER
        && System.nanoTime() - at < time.toNanos();
  }
}
