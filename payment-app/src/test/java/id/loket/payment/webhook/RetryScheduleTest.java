package id.loket.payment.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.payment.webhook.RetrySchedule.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONGEST_WISH = Duration.ofMinutes(15);
  private static final List<Duration> STANDARD =
      List.of("0s", "5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h").stream()
          .map(text -> Duration.parse("PT" + text))
          .toList();
  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(STANDARD, 0.2, LONGEST, LONGEST_WISH);

  @Property
  void onlyAStatusFrom200To299IsDelivered(@ForAll @IntRange(min = 100, max = 599) int status) {
    Next next = after(0, new Answer.Status(status, null));

    assertEquals(status >= 200 && status < 300, next instanceof Next.Delivered);
  }

  @Property
  void noWaitIsLongerThanTheCapWhateverTheReceiverAsksFor(
      @ForAll @IntRange(min = 0, max = 20) int attemptsBefore,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int retryAfter,
      @ForAll long seed) {
    Answer answer = new Answer.Status(503, String.valueOf(retryAfter));

    Next next = SCHEDULE.after(attemptsBefore, answer, NOW, new Random(seed));

    if (next instanceof Next.Retry retry) {
      assertFalse(retry.at().isAfter(NOW.plus(LONGEST)));
      assertTrue(retry.at().isAfter(NOW));
    }
  }

  @Property
  void aReceiverPutsItsFirstAttemptsOffForSomeMinutesAtMost(
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int retryAfter, @ForAll long seed) {
    Answer answer = new Answer.Status(503, String.valueOf(retryAfter));

    Next next = SCHEDULE.after(1, answer, NOW, new Random(seed));

    assertFalse(((Next.Retry) next).at().isAfter(NOW.plus(LONGEST_WISH)));
  }

  @Property
  void waitsFollowTheScheduleWithABoundedJitter(
      @ForAll @IntRange(min = 0, max = 8) int attemptsBefore, @ForAll long seed) {
    Next next = SCHEDULE.after(attemptsBefore, new Answer.None("timeout"), NOW, new Random(seed));

    Duration wait = Duration.between(NOW, assertInstanceOf(Next.Retry.class, next).at());
    Duration planned = STANDARD.get(attemptsBefore + 1);
    assertTrue(wait.compareTo(planned) >= 0);
    assertTrue(wait.toMillis() <= planned.toMillis() * 1.2);
  }

  @Test
  void afterTheLastAttemptItIsGivenUp() {
    Next next = after(9, new Answer.Status(404, null));

    assertEquals(new Next.GiveUp("attempts-exhausted: status-404"), next);
  }

  @Test
  void aReceiverThatIsGoneIsNotAskedAgain() {
    assertEquals(new Next.GiveUp("gone"), after(0, new Answer.Status(410, null)));
  }

  @Test
  void retryAfterIsHonouredInSecondsAndAsADate() {
    Next seconds = after(0, new Answer.Status(429, "120"));
    Next date = after(0, new Answer.Status(503, "Mon, 01 Mar 2027 12:02:00 GMT"));

    assertEquals(NOW.plusSeconds(120), ((Next.Retry) seconds).at());
    assertEquals(NOW.plusSeconds(120), ((Next.Retry) date).at());
  }

  @Test
  void aRetryAfterThatMakesNoSenseIsIgnored() {
    for (String nonsense : List.of("soon", "-5", "", "Mon, 01 Mar 2020 12:02:00 GMT")) {
      Next next = after(0, new Answer.Status(503, nonsense));
      assertTrue(((Next.Retry) next).at().isBefore(NOW.plusSeconds(7)), nonsense);
    }
  }

  private static Next after(int attemptsBefore, Answer answer) {
    return SCHEDULE.after(attemptsBefore, answer, NOW, new Random(1));
  }
}
