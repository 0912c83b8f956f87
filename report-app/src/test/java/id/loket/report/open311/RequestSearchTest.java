package id.loket.report.open311;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSearchTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Test
  void withoutDatesTheLastNinetyDaysAreMeant() {
    RequestSearch search = read(null, null, null, null);

    assertThat(search.requested().to()).isAfter(NOW);
    assertThat(Duration.between(search.requested().from(), search.requested().to()))
        .isEqualTo(Duration.ofDays(90));
    assertThat(search.open()).isNull();
    assertThat(search.serviceCodes()).isEmpty();
  }

  @Test
  void oneDateGivesTheOther() {
    assertThat(read(null, null, "2026-01-01T00:00:00Z", null).requested().to())
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(read(null, null, null, "2026-04-01T07:00:00+07:00").requested().from())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void aPlusNobodyEncodedIsUnderstood() {
    assertThat(read(null, null, null, "2026-04-01T07:00:00 07:00").requested().to())
        .isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
  }

  @Test
  void bothStatusesAreNoNarrowing() {
    assertThat(read("a, b", "open,closed", null, null).open()).isNull();
    assertThat(read("a, b", "closed", null, null).open()).isFalse();
    assertThat(read("a, b", "open", null, null).serviceCodes()).containsExactly("a", "b");
  }

  @Test
  void whoFollowsChangesNeedsNoDatesOfRequests() {
    RequestSearch.Parameters sent = new RequestSearch.Parameters();
    sent.updatedAfter = "2026-11-01T00:00:00Z";
    sent.page = "3";
    sent.pageSize = "20";

    RequestSearch search = RequestSearch.read(sent, NOW);

    assertThat(search.requested()).isNull();
    assertThat(search.updated().from()).isEqualTo(Instant.parse("2026-11-01T00:00:00Z"));
    assertThat(search.offset()).isEqualTo(40);
    sent.startDate = "2026-10-01T00:00:00Z";
    assertThat(RequestSearch.read(sent, NOW).requested().from())
        .isEqualTo(Instant.parse("2026-10-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "many"})
  void pagesAreNumbersWithinReason(String number) {
    RequestSearch.Parameters sent = new RequestSearch.Parameters();
    sent.pageSize = number;
    assertThatThrownBy(() -> RequestSearch.read(sent, NOW)).isInstanceOf(Problem.class);
    sent.pageSize = null;
    sent.page = number;
    assertThatThrownBy(() -> RequestSearch.read(sent, NOW)).isInstanceOf(Problem.class);
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
    assertThatThrownBy(() -> read(null, status, start, end)).isInstanceOf(Problem.class);
  }

  private static RequestSearch read(String code, String status, String start, String end) {
    RequestSearch.Parameters sent = new RequestSearch.Parameters();
    sent.serviceCode = code;
    sent.status = status;
    sent.startDate = start;
    sent.endDate = end;
    return RequestSearch.read(sent, NOW);
  }
}
