package id.loket.kit.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CursorTest {
  @Property
  void whatIsHandedOutIsReadBack(
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long micros,
      @ForAll long high,
      @ForAll long low) {
    Cursor cursor = new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(high, low));

    assertThat(Cursor.decode(cursor.encode())).isEqualTo(cursor);
  }

  @Property
  void anyOtherTextIsAProblemNeverAnError(@ForAll String text) {
    assertThatThrownBy(() -> Cursor.decode("~" + text)).isInstanceOf(Problem.class);
  }

  @Property
  void aPageSaysThereIsMoreOnlyWhenThereIs(
      @ForAll @IntRange(min = 0, max = 20) int fetched,
      @ForAll @IntRange(min = 1, max = 19) int limit) {
    List<Integer> items = java.util.stream.IntStream.range(0, fetched).boxed().toList();

    Page<Integer> page = Page.of(items, limit, i -> new Cursor(Instant.EPOCH, new UUID(0, i)));

    assertThat(page.items()).hasSize(Math.min(fetched, limit));
    assertThat(page.next() != null).isEqualTo(fetched > limit);
  }

  @Test
  void limitsAreKept() {
    assertThat(PageQuery.of(250, null).limit()).isEqualTo(250);
    assertThat(new PageQuery().limit()).isEqualTo(PageQuery.DEFAULT_LIMIT);
    assertThatThrownBy(() -> PageQuery.of(251, null).limit()).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> PageQuery.of(0, null).limit()).isInstanceOf(Problem.class);
  }
}
