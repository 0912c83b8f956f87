package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** The booking state machine of DESIGN §2, for every sequence of things that can happen to one. */
class BookingRulesTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Bill BILL = new Bill("INV-1", "https://pay", NOW.plusSeconds(900));

  enum Happening {
    PROMOTE(booking -> booking.promote(NOW)),
    INVOICED(booking -> booking.awaitPayment(BILL, NOW)),
    PAID(booking -> booking.confirm(NOW)),
    FAILED(booking -> booking.fail(Reason.PAYMENT_FAILED, NOW)),
    TIME_OVER(booking -> booking.expire(NOW)),
    CANCELLED(booking -> booking.cancel(Reason.CANCELLED_BY_USER, NOW));

    private final UnaryOperator<Booking> effect;

    Happening(UnaryOperator<Booking> effect) {
      this.effect = effect;
    }
  }

  @Provide
  Arbitrary<List<Happening>> lives() {
    return Arbitraries.of(Happening.class).list().ofMaxSize(12);
  }

  @Property
  void everyLifeFollowsTheTable(@ForAll boolean queued, @ForAll("lives") List<Happening> life) {
    Booking booking = queued ? queued() : holding();
    for (Happening happening : life) {
      Booking before = booking;
      try {
        booking = happening.effect.apply(before);
      } catch (Booking.IllegalTransition refused) {
        continue;
      }
      assertThat(before.status().next()).contains(booking.status());
      assertThat(booking.version()).isEqualTo(before.version() + 1);
      assertThat(booking.seatId()).isEqualTo(before.seatId());
      assertThat(booking.price()).isEqualTo(before.price());
    }
    assertThat(booking.status() == BookingStatus.PENDING_PAYMENT && booking.bill() == null)
        .isFalse();
    assertThat(ended(booking) && booking.reason() == null).isFalse();
  }

  @Property
  void nothingFollowsAnEnd(@ForAll Happening happening) {
    Booking expired = holding().awaitPayment(BILL, NOW).expire(NOW);

    assertThatThrownBy(() -> happening.effect.apply(expired))
        .isInstanceOf(Booking.IllegalTransition.class);
  }

  @Property
  void onlyHoldingPendingAndConfirmedHaveTheSeat(@ForAll BookingStatus status) {
    Set<BookingStatus> live =
        EnumSet.of(BookingStatus.HOLDING, BookingStatus.PENDING_PAYMENT, BookingStatus.CONFIRMED);

    assertThat(status.isLive()).isEqualTo(live.contains(status));
  }

  @Property
  void onlyWhatCostsNothingIsConfirmedWithoutAnInvoice(
      @ForAll @LongRange(min = 0, max = 3) long price) {
    Booking held =
        Booking.holding(
            UUID.randomUUID(),
            holder(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            new Money(price, "IDR"),
            NOW,
            null);

    if (price == 0) {
      assertThat(held.confirm(NOW).status()).isEqualTo(BookingStatus.CONFIRMED);
    } else {
      assertThatThrownBy(() -> held.confirm(NOW)).isInstanceOf(Booking.IllegalTransition.class);
    }
  }

  private static boolean ended(Booking booking) {
    return booking.status().isFinal();
  }

  private static Booking holding() {
    return Booking.holding(
        UUID.randomUUID(), holder(), UUID.randomUUID(), UUID.randomUUID(), price(), NOW, null);
  }

  private static Booking queued() {
    return Booking.queued(
        UUID.randomUUID(), holder(), UUID.randomUUID(), UUID.randomUUID(), price(), NOW, null);
  }

  private static Holder holder() {
    return new Holder(UUID.randomUUID(), "Siti", Language.INDONESIAN);
  }

  private static Money price() {
    return new Money(150000L, "IDR");
  }
}
