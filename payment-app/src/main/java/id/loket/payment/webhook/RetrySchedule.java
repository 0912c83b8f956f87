package id.loket.payment.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When to try again, and when to give up.
 *
 * @param waits before each attempt; the first is before the first attempt
 * @param jitter share by which a wait may be longer, so that receivers coming back are not stormed
 * @param longest no wait is longer
 * @param longestWish what the receiver asks for counts up to this
 */
record RetrySchedule(List<Duration> waits, double jitter, Duration longest, Duration longestWish) {

  /** What follows from an attempt. */
  sealed interface Next {
    record Delivered() implements Next {}

    record Retry(Instant at, String reason) implements Next {}

    record GiveUp(String reason) implements Next {}
  }

  /**
   * Decides what follows.
   *
   * @param attemptsBefore how many attempts had failed before this one
   */
  Next after(int attemptsBefore, Answer answer, Instant now, RandomGenerator random) {
    return switch (answer) {
      case Answer.Status status when status.isSuccess() -> new Next.Delivered();
      case Answer.Status status when status.isGone() -> new Next.GiveUp("gone");
      case Answer.Status status ->
          retry(
              attemptsBefore,
              "status-" + status.code(),
              status.wanted(now).orElse(Duration.ZERO),
              now,
              random);
      case Answer.None none -> retry(attemptsBefore, none.why(), Duration.ZERO, now, random);
    };
  }

  private Next retry(
      int attemptsBefore, String reason, Duration wanted, Instant now, RandomGenerator random) {
    int attempt = attemptsBefore + 1;
    if (attempt >= waits.size()) {
      return new Next.GiveUp("attempts-exhausted: " + reason);
    }
    Duration planned = waits.get(attempt);
    Duration jittered = planned.plus(fraction(planned, jitter * random.nextDouble()));
    return new Next.Retry(
        now.plus(shorter(longest, longer(jittered, shorter(longestWish, wanted)))), reason);
  }

  private static Duration fraction(Duration wait, double share) {
    return Duration.ofMillis((long) (wait.toMillis() * share));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
