package id.loket.kit.shutdown;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The work this process has taken on and not finished. When it is told to end, no job begins any
 * more, what is under way is waited for, and what is not finished in time is handed back, so that
 * another replica takes it up at once instead of when its lease ends.
 */
@Singleton
public class WorkUnderWay {
  private static final Logger LOG = Logger.getLogger(WorkUnderWay.class);
  private static final int BEFORE_ANYTHING_CLOSES = 1;

  private final Set<Piece> pieces = ConcurrentHashMap.newKeySet();
  private final ShutdownConfig config;
  private volatile boolean ending;
  private volatile boolean over;

  WorkUnderWay(ShutdownConfig config) {
    this.config = config;
  }

  /** Not a record: two pieces with the same way back are still two. */
  private static final class Piece {
    private final Supplier<Uni<Void>> handBack;

    Piece(Supplier<Uni<Void>> handBack) {
      this.handBack = handBack;
    }
  }

  /** Whether the process was told to end: nothing new is to be taken on. */
  public boolean isEnding() {
    return ending;
  }

  /** Work that only needs to be waited for: cut short, it is simply done again by others. */
  public <T> Uni<T> doing(Supplier<Uni<T>> work) {
    return doing(work, () -> Uni.createFrom().voidItem());
  }

  /**
   * Does a piece of work.
   *
   * @param handBack gives it to the other replicas, if the process ends before it is finished
   */
  public <T> Uni<T> doing(Supplier<Uni<T>> work, Supplier<Uni<Void>> handBack) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (over) {
                return handBack.get().chain(() -> Uni.createFrom().nothing());
              }
              Piece piece = new Piece(handBack);
              pieces.add(piece);
              return Uni.createFrom()
                  .deferred(() -> work.get())
                  .onTermination()
                  .invoke(() -> finished(piece));
            });
  }

  void end(
      @Observes @Priority(BEFORE_ANYTHING_CLOSES) ShutdownEvent shutdown, Scheduler scheduler) {
    if (scheduler.isStarted()) {
      scheduler.pause();
    }
    end();
  }

  void end() {
    ending = true;
    boolean finished = finishedWithin(config.grace());
    over = true;
    if (!finished) {
      handBack(List.copyOf(pieces));
    }
  }

  private synchronized void finished(Piece piece) {
    pieces.remove(piece);
    notifyAll();
  }

  private synchronized boolean finishedWithin(Duration grace) {
    long end = System.nanoTime() + grace.toNanos();
    try {
      while (!pieces.isEmpty()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void handBack(List<Piece> unfinished) {
    LOG.infof("%d pieces of work are handed back", unfinished.size());
    List<Uni<Void>> returns = new ArrayList<>();
    for (Piece piece : unfinished) {
      returns.add(
          Uni.createFrom()
              .deferred(() -> piece.handBack.get())
              .onFailure()
              .invoke(e -> LOG.warnf("Not handed back, its lease will end: %s", e.toString()))
              .onFailure()
              .recoverWithNull());
    }
    Uni.join()
        .all(returns)
        .andCollectFailures()
        .runSubscriptionOn(Infrastructure.getDefaultExecutor())
        .ifNoItem()
        .after(config.handBack())
        .recoverWithItem(List.of())
        .await()
        .indefinitely();
  }
}
