package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * What is kept of a group's money is the price of the seats that are still theirs (I3, ADR 42), for
 * every order in which seats are cancelled, tickets used, refunds made and told of.
 */
class GroupMoneyTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Bill BILL = new Bill("INV-1", "https://pay", NOW.plusSeconds(900));

  enum What {
    CANCEL_SOME,
    CANCEL_ALL,
    EVENT_CANCELLED,
    SHOW_TICKET,
    TELL_PAID_AGAIN,
    MEET_ONE_OBLIGATION,
    MEET_ONE_AND_LOSE_THE_ANSWER,
    REFUND_SOME_BY_HAND,
    REFUND_ALL_BY_HAND
  }

  /** Something that happens, to the seats whose bits are set. */
  record Happening(What what, int seats) {}

  @Provide
  Arbitrary<List<Happening>> ours() {
    return happenings(
        What.CANCEL_SOME,
        What.CANCEL_ALL,
        What.EVENT_CANCELLED,
        What.SHOW_TICKET,
        What.TELL_PAID_AGAIN,
        What.MEET_ONE_OBLIGATION,
        What.MEET_ONE_AND_LOSE_THE_ANSWER);
  }

  @Provide
  Arbitrary<List<Happening>> allKinds() {
    return happenings(What.values());
  }

  private static Arbitrary<List<Happening>> happenings(What... kinds) {
    return Arbitraries.of(kinds)
        .flatMap(what -> Arbitraries.integers().between(1, 31).map(n -> new Happening(what, n)))
        .list()
        .ofMaxSize(25);
  }

  @Property
  void whatIsKeptIsThePriceOfTheSeatsThatAreTheirs(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(max = 4) Integer> prices,
      @ForAll("ours") List<Happening> happenings) {
    Evening evening = new Evening(prices);

    happenings.forEach(evening::happens);
    evening.meetEverything();

    assertThat(evening.kept()).isEqualTo(evening.worth());
    assertThat(evening.givenBack.values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(evening.paid - evening.worth());
  }

  @Property
  void neverMoreIsGivenBackThanWasPaidAndNothingIsKeptForWhatIsCancelled(
      @ForAll @Size(min = 2, max = 5) List<@IntRange(max = 4) Integer> prices,
      @ForAll("allKinds") List<Happening> happenings) {
    Evening evening = new Evening(prices);

    happenings.forEach(evening::happens);
    evening.meetEverything();

    assertThat(evening.kept()).isBetween(0L, evening.worth());
    assertThat(evening.kept() + evening.byHand).isGreaterThanOrEqualTo(evening.worth());
  }

  /** A group that was paid, what it is owed, and payment-app as it gives money back. */
  private static final class Evening {
    private final Settlements settlements =
        new Settlements(null, null, null, null, null, null, Clock.fixed(NOW, ZoneOffset.UTC));
    private List<Placed> group = new ArrayList<>();
    private final Map<String, Long> givenBack = new HashMap<>();
    private final Set<Obligation> owed = new LinkedHashSet<>();
    private final Set<Obligation> everOwed = new HashSet<>();
    private long paid;
    private long byHand;
    private boolean toldThatAllIsBack;

    Evening(List<Integer> prices) {
      UUID id = UUID.randomUUID();
      paid = prices.stream().mapToLong(Integer::longValue).sum();
      for (int price : prices) {
        Booking booking =
            Booking.holding(
                    UUID.randomUUID(),
                    new Holder(UUID.randomUUID(), "Siti", Language.INDONESIAN),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    new Money((long) price, "IDR"),
                    NOW,
                    null)
                .in(
                    new Booking.InGroup(
                        id, prices.size(), group.isEmpty(), new Money(paid, "IDR")));
        Booking confirmed =
            paid == 0 ? booking.confirm(NOW) : booking.awaitPayment(BILL, NOW).confirm(NOW);
        group.add(
            new Placed(
                confirmed,
                new Placed.EventSummary("Konser", "Balai", NOW.plusSeconds(86_400), null, true),
                new Placed.SeatSummary("A", null, null),
                null));
      }
    }

    void happens(Happening happening) {
      switch (happening.what()) {
        case CANCEL_SOME -> change(all -> Cancellation.partByUser(all, named(happening), NOW));
        case CANCEL_ALL -> change(all -> Cancellation.wholeByUser(all, NOW));
        case EVENT_CANCELLED ->
            change(
                all ->
                    all.stream()
                        .map(Placed::booking)
                        .map(
                            booking ->
                                booking.wasUsed()
                                    ? Decision.leave(booking)
                                    : Cancellation.of(booking, Reason.EVENT_CANCELLED, NOW))
                        .toList());
        case SHOW_TICKET -> show(happening.seats() % group.size());
        case TELL_PAID_AGAIN ->
            change(
                all ->
                    all.stream().map(each -> settlements.paid(each.booking(), "INV-1")).toList());
        case MEET_ONE_OBLIGATION -> owed.stream().findFirst().ifPresent(this::meet);
        case MEET_ONE_AND_LOSE_THE_ANSWER ->
            owed.stream()
                .findFirst()
                .ifPresent(
                    first -> {
                      meet(first);
                      owed.add(first);
                    });
        case REFUND_SOME_BY_HAND -> byHand(Math.min(kept(), happening.seats() % 4));
        case REFUND_ALL_BY_HAND -> byHand(kept());
      }
    }

    private Set<UUID> named(Happening happening) {
      Set<UUID> seats = new HashSet<>();
      IntStream.range(0, group.size())
          .filter(n -> (happening.seats() >> n & 1) == 1)
          .forEach(n -> seats.add(group.get(n).booking().seatId()));
      return seats;
    }

    private void change(java.util.function.Function<List<Placed>, List<Decision>> decide) {
      List<Decision> decisions;
      try {
        decisions = Parting.of(group, decide.apply(group));
      } catch (Problem | Booking.IllegalTransition refused) {
        return;
      }
      List<Placed> after = new ArrayList<>();
      for (int n = 0; n < group.size(); n++) {
        Decision decision = decisions.get(n);
        decision.owes().stream()
            .filter(kind -> kind != Obligation.Kind.RELEASE_HOLD)
            .map(kind -> new Obligation(decision.booking().id(), kind, 0))
            .filter(everOwed::add)
            .forEach(owed::add);
        after.add(
            group.get(n).with(decision.marksRefund() ? marked(decision) : decision.booking()));
      }
      group = after;
    }

    private static Booking marked(Decision decision) {
      return with(decision.booking(), decision.booking().checkedInAt(), NOW);
    }

    private void show(int n) {
      Booking shown = group.get(n).booking();
      if (shown.status() == BookingStatus.CONFIRMED) {
        group.set(n, group.get(n).with(with(shown, NOW, shown.refundedAt())));
      }
    }

    /** As payment-app does it: some once per key, at most what is left; or the rest. */
    private void meet(Obligation obligation) {
      owed.remove(obligation);
      String key = obligation.bookingId().toString();
      long price =
          group.stream()
              .filter(placed -> placed.booking().id().equals(obligation.bookingId()))
              .mapToLong(placed -> placed.booking().price().amount())
              .sum();
      if (obligation.kind() == Obligation.Kind.REFUND) {
        givenBack.merge("rest", kept(), Long::sum);
      } else if (!givenBack.containsKey(key)) {
        givenBack.merge(price > kept() ? "rest" : key, Math.min(price, kept()), Long::sum);
      }
      tellIfAllIsBack();
    }

    private void byHand(long amount) {
      if (amount > 0) {
        byHand += amount;
        tellIfAllIsBack();
      }
    }

    private void tellIfAllIsBack() {
      if (kept() == 0 && paid > 0 && !toldThatAllIsBack) {
        toldThatAllIsBack = true;
        change(all -> settlements.refunded(all, "INV-1"));
      }
    }

    void meetEverything() {
      while (!owed.isEmpty()) {
        meet(owed.iterator().next());
      }
    }

    long kept() {
      return paid - byHand - givenBack.values().stream().mapToLong(Long::longValue).sum();
    }

    long worth() {
      return group.stream()
          .map(Placed::booking)
          .filter(booking -> booking.status().isLive() && booking.refundedAt() == null)
          .mapToLong(booking -> booking.price().amount())
          .sum();
    }

    private static Booking with(Booking booking, Instant checkedInAt, Instant refundedAt) {
      return new Booking(
          booking.id(),
          booking.holder(),
          booking.eventId(),
          booking.seatId(),
          booking.price(),
          booking.status(),
          booking.version(),
          booking.promoted(),
          booking.bill(),
          booking.reason(),
          booking.giveUpAt(),
          checkedInAt,
          refundedAt,
          booking.unsettledSince(),
          booking.createdAt(),
          booking.updatedAt(),
          booking.traceparent(),
          booking.order(),
          booking.group());
    }
  }
}
