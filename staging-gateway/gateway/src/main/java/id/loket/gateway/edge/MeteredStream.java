package id.loket.gateway.edge;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Predicate;

/**
 * A body on its way, looked at as it passes: how much has come, whether it has ended, since when
 * nothing came, and which side is waited for. For one event loop.
 */
final class MeteredStream implements ReadStream<Buffer> {
  private final ReadStream<Buffer> from;
  private final Predicate<Buffer> passes;
  private final Runnable broken;
  private long progress = System.nanoTime();
  private long waitedNanos;
  private boolean reading;
  private boolean ended;
  private boolean stopped;

  /**
   * @param passes is shown each piece before it goes on; says whether it is to
   * @param broken told when its sender is gone before its end
   */
  MeteredStream(ReadStream<Buffer> from, Predicate<Buffer> passes, Runnable broken) {
    this.from = from;
    this.passes = passes;
    this.broken = broken;
  }

  /** Whether all of it has come and gone on. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether whoever is to take it is waited for, and not whoever sends it. */
  boolean isHeldUp() {
    return !reading;
  }

  long silentNanos(long now) {
    return now - progress;
  }

  /** How long its sender has been waited for, in all. */
  long waitedNanos(long now) {
    return waitedNanos + (reading && !ended ? now - progress : 0);
  }

  /** Nothing more of it goes on. */
  void stop() {
    stopped = true;
    from.handler(null);
    from.endHandler(null);
  }

  @Override
  public MeteredStream handler(Handler<Buffer> handler) {
    if (stopped) {
      return this;
    }
    from.handler(
        handler == null
            ? null
            : piece -> {
              moved();
              if (passes.test(piece)) {
                handler.handle(piece);
              }
            });
    return this;
  }

  @Override
  public MeteredStream endHandler(Handler<Void> handler) {
    if (stopped) {
      return this;
    }
    from.endHandler(
        handler == null
            ? null
            : end -> {
              moved();
              ended = true;
              handler.handle(end);
            });
    return this;
  }

  @Override
  public MeteredStream exceptionHandler(Handler<Throwable> handler) {
    from.exceptionHandler(
        failure -> {
          broken.run();
          if (handler != null) {
            handler.handle(failure);
          }
        });
    return this;
  }

  @Override
  public MeteredStream pause() {
    moved();
    reading = false;
    from.pause();
    return this;
  }

  @Override
  public MeteredStream resume() {
    moved();
    reading = true;
    from.resume();
    return this;
  }

  @Override
  public MeteredStream fetch(long amount) {
    moved();
    reading = true;
    from.fetch(amount);
    return this;
  }

  private void moved() {
    long now = System.nanoTime();
    if (reading) {
      waitedNanos += now - progress;
    }
    progress = now;
  }
}
