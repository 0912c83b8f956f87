package id.loket.client.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.client.ticket.BookingStatus;
import id.loket.client.ticket.BookingView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** I4: whatever the order and repetition in which a booking's states are heard of. */
class StepTest {
  private static final UUID ID = new UUID(0, 1);
  private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");

  @Property
  void everyOrderAndRepetitionGivesTheSameHistory(@ForAll("heard") List<BookingView> heard) {
    Model inSomeOrder = new Model();
    heard.forEach(inSomeOrder::take);

    Model inOrder = new Model();
    heard.stream()
        .sorted(
            java.util.Comparator.comparingLong(BookingView::version)
                .thenComparing(BookingView::updatedAt))
        .forEach(inOrder::take);

    assertEquals(inOrder.statuses(), inSomeOrder.statuses());
    assertEquals(inOrder.current, inSomeOrder.current);
  }

  @Property
  void everyVersionIsRecordedOnce(@ForAll("heard") List<BookingView> heard) {
    Model model = new Model();
    heard.forEach(model::take);

    assertEquals(heard.stream().map(BookingView::version).distinct().count(), model.recorded);
  }

  @Property
  void onlyWhatIsNewestIsToldAndNothingTwice(@ForAll("heard") List<BookingView> heard) {
    Model model = new Model();
    heard.forEach(model::take);

    assertEquals(model.told.stream().distinct().sorted().toList(), model.told);
  }

  @Provide
  Arbitrary<List<BookingView>> heard() {
    Arbitrary<BookingView> state =
        Combinators.combine(Arbitraries.longs().between(1, 7), Arbitraries.integers().between(0, 2))
            .as(StepTest::state);
    return state.list().ofMinSize(1).ofMaxSize(25);
  }

  /** A version always has the same status; its details may be newer. */
  private static BookingView state(long version, int refreshed) {
    BookingStatus[] statuses = BookingStatus.values();
    return new BookingView(
        ID,
        ID,
        ID,
        ID,
        statuses[(int) version % statuses.length],
        version,
        null,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        START,
        START.plusSeconds(version * 10 + refreshed),
        null,
        null,
        null);
  }

  /** A history in memory, as {@link History} keeps it in PostgreSQL. */
  private static final class Model {
    private final Map<Long, BookingStatus> changes = new TreeMap<>();
    private final List<Long> told = new ArrayList<>();
    private BookingView current;
    private int recorded;

    void take(BookingView heard) {
      Optional<Step.Current> known =
          Optional.ofNullable(current).map(now -> new Step.Current(now.version(), now.updatedAt()));
      Step step = Step.of(known, changes.containsKey(heard.version()), heard);
      if (step.becomesCurrent()) {
        current = heard;
      }
      if (step.isRecorded()) {
        recorded++;
        changes.put(heard.version(), heard.status());
      }
      if (step == Step.FORWARD) {
        told.add(heard.version());
      }
    }

    List<Map.Entry<Long, BookingStatus>> statuses() {
      return List.copyOf(changes.entrySet());
    }
  }
}
