package id.loket.report.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
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
  private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");

  @Property
  void whateverIsTriedOnlyStepsThatMakeSenseAreMade(
      @ForAll @Size(max = 12) List<ReportStatus> wishes) {
    Handling handling = Handling.begin("dishub", MONDAY, SLA);
    Instant now = MONDAY;
    for (ReportStatus wish : wishes) {
      now = now.plusSeconds(60);
      ReportStatus before = handling.status();
      if (before.next().contains(wish)) {
        handling = handling.moveTo(wish, now, SLA);
        assertThat(handling.status()).isEqualTo(wish);
      } else {
        Handling refused = handling;
        Instant then = now;
        assertThatThrownBy(() -> refused.moveTo(wish, then, SLA)).isInstanceOf(Problem.class);
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
        Handling.begin("dishub", MONDAY, SLA)
            .breach(friday)
            .moveTo(ReportStatus.REJECTED, friday, SLA);

    Handling again = late.moveTo(ReportStatus.RECEIVED, friday, SLA);

    assertThat(again.dueAt()).isEqualTo(friday.plus(SLA));
    assertThat(again.breachedAt()).isNull();
  }

  @Test
  void whatWasMergedIsItselfAgainWhenItIsTakenUpAgain() {
    Handling merged = Handling.begin("dishub", MONDAY, SLA).mergeInto(UUID.randomUUID());

    assertThat(merged.status()).isEqualTo(ReportStatus.REJECTED);
    assertThat(merged.moveTo(ReportStatus.RECEIVED, MONDAY, SLA).duplicateOf()).isNull();
    assertThatThrownBy(() -> merged.mergeInto(UUID.randomUUID())).isInstanceOf(Problem.class);
  }
}
