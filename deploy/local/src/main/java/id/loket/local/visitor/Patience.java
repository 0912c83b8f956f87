package id.loket.local.visitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Waiting for something that happens by itself, looking again and again, up to a limit. */
public record Patience(Duration limit, Duration pause) {

  public static Patience of(Duration limit) {
    return new Patience(limit, Duration.ofMillis(50));
  }

  /**
   * What the supplier finds as soon as it finds something.
   *
   * @param what names it when it does not come
   */
  public <T> T until(String what, Supplier<Optional<T>> look) {
    Instant deadline = Instant.now().plus(limit);
    while (true) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (Instant.now().isAfter(deadline)) {
        throw new Exhausted(what + " did not come within " + limit.toSeconds() + " s");
      }
      sleep();
    }
  }

  private void sleep() {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** It did not come in time. */
  public static final class Exhausted extends RuntimeException {
    Exhausted(String message) {
      super(message);
    }
  }
}
