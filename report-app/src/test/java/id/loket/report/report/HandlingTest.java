package id.loket.report.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
import id.loket.report.calendar.WorkCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The rules of a report's status. */
class HandlingTest {
  private static final Duration SLA = Duration.ofHours(72);
  private static final Terms TERMS = new Terms(WorkCalendar.ALWAYS, SLA);
  private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");

  @Property
  void whateverIsTriedOnlyStepsThatMakeSenseAreMade(
      @ForAll @Size(max = 12) List<ReportStatus> wishes) {
    Handling handling = Handling.begin("dishub", MONDAY, TERMS);
    Instant now = MONDAY;
    for (ReportStatus wish : wishes) {
      now = now.plusSeconds(60);
      ReportStatus before = handling.status();
      if (before.next().contains(wish)) {
        handling = handling.moveTo(wish, now, TERMS);
        assertThat(handling.status()).isEqualTo(wish);
      } else {
        Handling refused = handling;
        Instant then = now;
        assertThatThrownBy(() -> refused.moveTo(wish, then, TERMS)).isInstanceOf(Problem.class);
      }
      assertThat(handling.resolvedAt() != null)
          .isEqualTo(handling.status() == ReportStatus.RESOLVED);
      assertThat(handling.status().isOpen() && handling.duplicateOf() != null).isFalse();
    }
  }

  @Test
  void everyStatusCanBeReachedAndLeft() {
    for (ReportStatus status : ReportStatus.values()) {
      assertThat(status.next()).isNotEmpty().doesNotContain(status);
    }
  }

  @Test
  void whatIsTakenUpAgainGetsTheWholeTimeAnew() {
    Instant friday = MONDAY.plus(Duration.ofDays(4));
    Handling late =
        Handling.begin("dishub", MONDAY, TERMS)
            .breach(friday)
            .moveTo(ReportStatus.REJECTED, friday, TERMS);

    Handling again = late.moveTo(ReportStatus.RECEIVED, friday, TERMS);

    assertThat(again.dueAt()).isEqualTo(friday.plus(SLA));
    assertThat(again.breachedAt()).isNull();
  }

  @Test
  void whatWasMergedIsItselfAgainWhenItIsTakenUpAgain() {
    Handling merged = Handling.begin("dishub", MONDAY, TERMS).mergeInto(UUID.randomUUID());

    assertThat(merged.status()).isEqualTo(ReportStatus.REJECTED);
    assertThat(merged.moveTo(ReportStatus.RECEIVED, MONDAY, TERMS).duplicateOf()).isNull();
    assertThatThrownBy(() -> merged.mergeInto(UUID.randomUUID())).isInstanceOf(Problem.class);
  }

  @Test
  void whileTheReporterIsAskedTheTimeStandsStillButNotForEver() {
    Instant tuesday = MONDAY.plus(Duration.ofDays(1));
    Instant giveUp = tuesday.plus(Duration.ofDays(14));
    Handling asked =
        Handling.begin("dishub", MONDAY, TERMS).ask(UUID.randomUUID(), tuesday, giveUp, TERMS);

    assertThat(asked.isNewlyLate(giveUp)).isFalse();
    assertThat(asked.dueAt()).as("without an answer").isEqualTo(giveUp.plus(Duration.ofDays(2)));
    assertThat(asked.isNewlyLate(giveUp.plus(Duration.ofDays(3)))).isTrue();

    Instant friday = MONDAY.plus(Duration.ofDays(4));
    Handling answered = asked.goOn(friday, TERMS);

    assertThat(answered.clock().isWaiting(friday)).isFalse();
    assertThat(answered.dueAt()).isEqualTo(friday.plus(Duration.ofDays(2)));
  }

  @Test
  void whatIsHandedOnIsDueByWhatIsPromisedThereFromWhenItCameIn() {
    Instant tuesday = MONDAY.plus(Duration.ofDays(1));
    Terms leak = new Terms(WorkCalendar.ALWAYS, Duration.ofHours(4));
    Handling lamp = Handling.begin("dishub", MONDAY, TERMS);

    Handling handed = lamp.hand("pdam", null, tuesday, leak);

    assertThat(handed.dueAt()).isEqualTo(MONDAY.plus(Duration.ofHours(4)));
    assertThat(handed.isNewlyLate(tuesday)).isTrue();
    Handling back = handed.breach(tuesday).hand("dishub", null, tuesday, TERMS);
    assertThat(back.breachedAt()).as("in time by this one's promise").isNull();
    assertThat(back.dueAt()).isEqualTo(lamp.dueAt());
  }
}
