package id.loket.report.open311;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSearchTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void withoutDatesTheLastNinetyDaysAreMeant() {
    RequestSearch search = RequestSearch.read(null, null, null, null, NOW);

    assertThat(search.to()).isAfter(NOW);
    assertThat(Duration.between(search.from(), search.to())).isEqualTo(Duration.ofDays(90));
    assertThat(search.open()).isNull();
    assertThat(search.serviceCodes()).isEmpty();
  }

  @Test
  void oneDateGivesTheOther() {
    assertThat(RequestSearch.read(null, null, "2026-01-01T00:00:00Z", null, NOW).to())
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(RequestSearch.read(null, null, null, "2026-04-01T07:00:00+07:00", NOW).from())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void aPlusNobodyEncodedIsUnderstood() {
    assertThat(RequestSearch.read(null, null, null, "2026-04-01T07:00:00 07:00", NOW).to())
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
  }

  @Test
  void bothStatusesAreNoNarrowing() {
    assertThat(RequestSearch.read("a, b", "open,closed", null, null, NOW).open()).isNull();
    assertThat(RequestSearch.read("a, b", "closed", null, null, NOW).open()).isFalse();
    assertThat(RequestSearch.read("a, b", "open", null, null, NOW).serviceCodes())
        .containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource({
    "reopened,,",
    ",gestern,",
    ",,2026-04-01",
    ",2026-01-01T00:00:00Z,2026-04-02T00:00:00Z",
    ",2026-02-01T00:00:00Z,2026-01-01T00:00:00Z"
  })
  void whatMakesNoSenseIsRefused(String status, String start, String end) {
    assertThatThrownBy(() -> RequestSearch.read(null, status, start, end, NOW))
        .isInstanceOf(Problem.class);
  }
}
