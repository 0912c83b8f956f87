package id.loket.ticket.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.kit.problem.Problem;
import id.loket.ticket.booking.Bill;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.BookingStatus;
import id.loket.ticket.booking.Holder;
import id.loket.ticket.booking.Placed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** An order and the booking it carries, for every sequence of things that can happen to them. */
class CarriedSeatTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Money PRICE = new Money(150_000L, "IDR");

  enum Happening {
    BILLED(CarriedSeatTest::billed),
    PAID(order -> order.pay(NOW)),
    PAYMENT_FAILED(order -> order.fail(Order.PAYMENT_FAILED, NOW)),
    TIME_OVER(order -> order.fail(Order.UNPAID, NOW)),
    CALLED_OFF(order -> order.cancel(Order.BY_USER, NOW)),
    EVENT_OFF(order -> order.cancel(Order.EVENT_CANCELLED, NOW)),
    NOBODY_BILLED(order -> order.fail(Order.NOT_BILLED, NOW)),
    PICKED(CarriedSeatTest::picked),
    REFUNDED(order -> order.refund(NOW));

    private final UnaryOperator<Order> effect;

    Happening(UnaryOperator<Order> effect) {
      this.effect = effect;
    }
  }

  @Provide
  Arbitrary<List<Happening>> lives() {
    return Arbitraries.of(Happening.class).list().ofMaxSize(12);
  }

  @Property
  void theyArePaidTogetherAndEndTogether(@ForAll("lives") List<Happening> life) {
    Booking booking = pending();
    Order order = placed(booking);
    booking = booking.carriedBy(new Booking.InOrder(order.id(), order.total()), NOW);

    for (Happening happening : life) {
      Booking before = booking;
      order = happening.effect.apply(order);
      booking = CarriedSeat.follow(order, place(booking, null), NOW);

      assertThat(booking.version()).isBetween(before.version(), before.version() + 1);
      assertThat(booking.status() != before.status())
          .as("an end is the end: %s %s", before.status(), happening)
          .isIn(false, !before.status().isFinal());
      assertThat(agree(order, booking.status()))
          .as("%s after %s: order %s, booking %s", happening, life, order, booking)
          .isTrue();
      assertThat(booking.order().total()).isEqualTo(order.total());
      boolean payable = booking.status() == BookingStatus.PENDING_PAYMENT && booking.bill() != null;
      if (payable) {
        assertThat(booking.bill().invoiceNumber()).isEqualTo(order.bill().invoiceNumber());
      }
    }
  }

  private static boolean agree(Order order, BookingStatus booking) {
    return switch (order.status()) {
      case PLACED -> booking == BookingStatus.PENDING_PAYMENT;
      case PAID ->
          booking
              == (order.refundedAt() == null ? BookingStatus.CONFIRMED : BookingStatus.CANCELLED);
      case CANCELLED -> booking.isFinal();
    };
  }

  @Test
  void aBookingIsCarriedOnce() {
    Booking booking = pending();
    Order order = placed(booking);
    Booking.InOrder carrier = new Booking.InOrder(order.id(), order.total());
    Booking carried = booking.carriedBy(carrier, NOW);

    assertThat(carried.bill()).isNull();
    assertThat(order.total().amount()).isEqualTo(PRICE.amount() + 40_000);
    assertThatThrownBy(() -> carried.carriedBy(carrier, NOW))
        .isInstanceOf(Booking.IllegalTransition.class);
    assertThatThrownBy(() -> booking.confirm(NOW).carriedBy(carrier, NOW))
        .isInstanceOf(Booking.IllegalTransition.class);
  }

  @Test
  void whatWasUsedAtTheDoorIsNotCalledOff() {
    Booking booking = pending();
    Order order = placed(booking);
    Booking confirmed =
        booking.carriedBy(new Booking.InOrder(order.id(), order.total()), NOW).confirm(NOW);
    Order off = order.pay(NOW).cancel(Order.BY_USER, NOW);

    assertThatThrownBy(() -> CarriedSeat.follow(off, place(confirmed, NOW), NOW))
        .isInstanceOf(Problem.class);
    assertThatThrownBy(
            () -> CarriedSeat.follow(off, place(confirmed, null), NOW.plus(Duration.ofDays(2))))
        .isInstanceOf(Problem.class);
    assertThat(CarriedSeat.follow(off, place(confirmed, null), NOW).status())
        .isEqualTo(BookingStatus.CANCELLED);
  }

  private static Booking pending() {
    return Booking.holding(
            UUID.randomUUID(),
            new Holder(UUID.randomUUID(), "Siti", Language.INDONESIAN),
            UUID.randomUUID(),
            UUID.randomUUID(),
            PRICE,
            NOW,
            null)
        .awaitPayment(new Bill("INV-own", "https://pay/own", NOW.plusSeconds(900)), NOW);
  }

  private static Order placed(Booking booking) {
    return Order.placed(
        UUID.randomUUID(),
        booking.holder().userId(),
        Language.INDONESIAN,
        List.of(new Order.Line("Makassar", "Kaus", 2, new Money(20_000L, "IDR"))),
        new Order.Seat(
            booking.id(),
            booking.eventId(),
            booking.seatId(),
            "Konser",
            "A-1",
            booking.price(),
            false),
        NOW,
        null);
  }

  private static Order billed(Order order) {
    return with(
        order,
        new Order.Bill("INV-order", "https://pay/order", NOW.plusSeconds(900)),
        order.done());
  }

  private static Order picked(Order order) {
    return with(order, order.bill(), Map.of(Step.FULFILMENT, NOW));
  }

  private static Order with(Order order, Order.Bill bill, Map<Step, Instant> done) {
    return new Order(
        order.id(),
        order.userId(),
        order.language(),
        order.status(),
        order.version(),
        order.lines(),
        order.seat(),
        order.total(),
        order.reason(),
        bill,
        done,
        Set.of(),
        order.refundedAt(),
        null,
        order.createdAt(),
        order.updatedAt(),
        null);
  }

  private static Placed place(Booking booking, Instant checkedInAt) {
    Booking shown =
        new Booking(
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
            null,
            checkedInAt,
            null,
            null,
            booking.createdAt(),
            booking.updatedAt(),
            null,
            booking.order(),
            null);
    return new Placed(
        shown,
        new Placed.EventSummary("Konser", "Balai Kota", NOW.plus(Duration.ofDays(1)), null, true),
        new Placed.SeatSummary("A-1", null, null),
        null);
  }
}
