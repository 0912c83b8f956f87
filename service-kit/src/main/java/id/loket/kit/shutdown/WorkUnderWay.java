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
import java.util.concurrent.atomic.AtomicReference;
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

  private final Set<Taken> pieces = ConcurrentHashMap.newKeySet();
  private final ShutdownConfig config;
  private volatile boolean ending;
  private volatile boolean over;

  public WorkUnderWay(ShutdownConfig config) {
    this.config = config;
  }

  private enum State {
    TAKEN,
    BEGUN,
    OVER
  }

  /** A piece of work that was taken, so that other replicas leave it alone, and not begun yet. */
  public final class Taken {
    private final Supplier<Uni<Void>> handBack;
    private final AtomicReference<State> state;

    private Taken(Supplier<Uni<Void>> handBack, State state) {
      this.handBack = handBack;
      this.state = new AtomicReference<>(state);
    }

    /** Does it, unless the process was told to end meanwhile and it was handed back. */
    public <T> Uni<T> begin(Supplier<Uni<T>> task) {
      return Uni.createFrom()
          .deferred(
              () ->
                  state.compareAndSet(State.TAKEN, State.BEGUN)
                      ? run(task)
                      : Uni.createFrom().nullItem());
    }

    private <T> Uni<T> run(Supplier<Uni<T>> task) {
      return Uni.createFrom()
          .deferred(() -> task.get())
          .onTermination()
          .invoke(() -> finished(this));
    }
  }

  /** Whether the process was told to end: nothing new is to be taken on. */
  public boolean isEnding() {
    return ending;
  }

  /** Work that only needs to be waited for: cut short, it is simply done again by others. */
  public <T> Uni<T> doing(Supplier<Uni<T>> task) {
    return doing(task, () -> Uni.createFrom().voidItem());
  }

  /**
   * Does a piece of work.
   *
   * @param handBack gives it to the other replicas, if the process ends before it is finished
   */
  public <T> Uni<T> doing(Supplier<Uni<T>> task, Supplier<Uni<Void>> handBack) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (over) {
                return handBack.get().chain(() -> Uni.createFrom().nothing());
              }
              Taken piece = new Taken(handBack, State.BEGUN);
              pieces.add(piece);
              return piece.run(task);
            });
  }

  /**
   * Notes a piece of work that was taken together with others and waits for its turn.
   *
   * @param handBack gives it to the other replicas: at once, if the process is told to end before
   *     it has begun, else when the process ends before it is finished
   */
  public Taken take(Supplier<Uni<Void>> handBack) {
    Taken piece = new Taken(handBack, State.TAKEN);
    pieces.add(piece);
    if (ending) {
      handBackUnbegun(); // taken while the process was told to end
    }
    return piece;
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
    handBackUnbegun();
    boolean finished = finishedWithin(config.grace());
    over = true;
    if (!finished) {
      handBack(List.copyOf(pieces));
    }
  }

  private synchronized void finished(Taken piece) {
    pieces.remove(piece);
    notifyAll();
  }

  /** Nobody waits here: they are waited for with what is under way. */
  private void handBackUnbegun() {
    for (Taken piece : pieces) {
      if (piece.state.compareAndSet(State.TAKEN, State.OVER)) {
        handedBack(piece)
            .runSubscriptionOn(Infrastructure.getDefaultExecutor())
            .subscribe()
            .with(done -> finished(piece));
      }
    }
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

  private static Uni<Void> handedBack(Taken piece) {
    return Uni.createFrom()
        .deferred(() -> piece.handBack.get())
        .onFailure()
        .invoke(e -> LOG.warnf("Not handed back, its lease will end: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private void handBack(List<Taken> unfinished) {
    List<Uni<Void>> returns = new ArrayList<>();
    for (Taken piece : unfinished) {
      if (piece.state.getAndSet(State.OVER) != State.OVER) {
        returns.add(handedBack(piece));
      }
    }
    if (returns.isEmpty()) {
      return;
    }
    LOG.infof("%d pieces of work are handed back", returns.size());
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
