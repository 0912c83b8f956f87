package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The rule of lines with groups in them (ADR 23), for every sequence of arrivals and departures.
 */
class GroupLineTest {
  private static final int SEATS = 5;

  /** Somebody comes and wants these seats, or somebody who has seats gives them back, or one. */
  record Happening(Set<Integer> wanted, int leaver, boolean all) {}

  @Provide
  Arbitrary<List<Happening>> evenings() {
    Arbitrary<Set<Integer>> some =
        Arbitraries.integers().between(0, SEATS - 1).set().ofMinSize(1).ofMaxSize(3);
    Arbitrary<Happening> comes = some.map(seats -> new Happening(seats, -1, true));
    Arbitrary<Happening> goes =
        Arbitraries.integers().between(0, 100).map(who -> new Happening(null, who, true));
    Arbitrary<Happening> parts =
        Arbitraries.integers().between(0, 100).map(who -> new Happening(null, who, false));
    return Arbitraries.oneOf(comes, goes, parts).list().ofMaxSize(60);
  }

  @Property
  void allOrNothingInOrderAndNobodyIsStarved(@ForAll("evenings") List<Happening> evening) {
    Evening it = new Evening();
    for (Happening happening : evening) {
      if (happening.wanted() != null) {
        it.arrive(happening.wanted());
      } else {
        it.leave(happening.leaver(), happening.all());
      }
      it.check();
    }
    it.everybodyLeaves();
    assertThat(it.waiting).as("in the end everybody was served").isEmpty();
  }

  /** An event's seats as the rule hands them out. */
  private static final class Evening {
    private final List<UUID> seats =
        java.util.stream.IntStream.range(0, SEATS).mapToObj(n -> new UUID(0, n)).toList();
    private final Map<UUID, Waiting> holders = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long arrivals;

    void arrive(Set<Integer> wanted) {
      Set<UUID> theirs = new HashSet<>();
      wanted.forEach(n -> theirs.add(seats.get(n)));
      UUID id = UUID.randomUUID();
      Waiting comer =
          new Waiting(id, theirs.size() > 1 ? id : null, arrivals++, Set.copyOf(theirs));
      boolean theirsNow = theirs.stream().allMatch(this::isFreeForAll);
      if (theirsNow) {
        theirs.forEach(seat -> holders.put(seat, comer));
      } else {
        waiting.add(comer);
      }
    }

    private boolean isFreeForAll(UUID seat) {
      return isOpen(seat) && Waiting.next(line(seat), open()).isEmpty();
    }

    /** Who leaves gives all they have back, or (ADR 42) one seat and keeps the others. */
    void leave(int who, boolean all) {
      List<Waiting> have = new ArrayList<>(new java.util.LinkedHashSet<>(holders.values()));
      if (have.isEmpty()) {
        return;
      }
      Waiting leaver = have.get(who % have.size());
      List<UUID> freed = leaver.seats().stream().sorted().limit(all ? SEATS : 1).toList();
      freed.forEach(holders::remove);
      Set<UUID> kept = new HashSet<>(leaver.seats());
      freed.forEach(kept::remove);
      Waiting parted =
          new Waiting(leaver.bookingId(), leaver.groupId(), leaver.number(), Set.copyOf(kept));
      kept.forEach(seat -> holders.put(seat, parted));
      freed.forEach(this::offer);
    }

    /** As it is offered: seat by seat, each to the next that can be served. */
    private void offer(UUID seat) {
      if (!isOpen(seat)) {
        return;
      }
      List<Waiting> line = line(seat);
      Optional<Waiting> next = Waiting.next(line, open());
      next.ifPresent(
          served -> {
            for (Waiting passed : line.subList(0, line.indexOf(served))) {
              assertThat(open())
                  .as("whoever is overtaken could not have had all theirs")
                  .matches(open -> !open.containsAll(passed.seats()));
              assertThat(passed.isGroup()).as("nobody who waits alone is overtaken").isTrue();
            }
            served.seats().forEach(each -> assertThat(holders.put(each, served)).isNull());
            waiting.remove(served);
          });
    }

    void check() {
      for (Waiting each : waiting) {
        assertThat(open().containsAll(each.seats()))
            .as("nobody waits who could have all theirs")
            .isFalse();
      }
      for (Waiting each : new HashSet<>(holders.values())) {
        assertThat(each.seats()).as("all or nothing").allMatch(seat -> each == holders.get(seat));
      }
    }

    /** However long the lines: if everybody leaves some time, everybody was served before. */
    void everybodyLeaves() {
      for (int n = 0; n < 10_000 && !holders.isEmpty(); n++) {
        leave(0, true);
        check();
      }
    }

    private boolean isOpen(UUID seat) {
      return !holders.containsKey(seat);
    }

    private Set<UUID> open() {
      Set<UUID> open = new HashSet<>(seats);
      open.removeAll(holders.keySet());
      return open;
    }

    private List<Waiting> line(UUID seat) {
      return waiting.stream().filter(each -> each.seats().contains(seat)).toList();
    }
  }
}
