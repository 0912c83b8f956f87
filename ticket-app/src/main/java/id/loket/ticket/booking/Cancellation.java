package id.loket.ticket.booking;

import id.loket.kit.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What calling a booking off means, by how far it got. */
final class Cancellation {
  private Cancellation() {}

  /**
   * The decision to call a booking off; one that ended already, is being held, or ends with the
   * order that carries it, is left.
   *
   * @throws Booking.IllegalTransition when its ticket has been used
   */
  static Decision of(Booking booking, Reason why, Instant now) {
    if (booking.order() != null) {
      return Decision.leave(booking);
    }
    return switch (booking.status()) {
      case QUEUED -> Decision.change(booking.cancel(why, now));
      case PENDING_PAYMENT ->
          Decision.change(
              booking.cancel(why, now), Obligation.Kind.VOID_INVOICE, Obligation.Kind.RELEASE_HOLD);
      case CONFIRMED -> confirmed(booking.cancel(why, now));
      case HOLDING, FAILED, EXPIRED, CANCELLED, LEFT -> Decision.leave(booking);
    };
  }

  /**
   * The same as its user wants it.
   *
   * @throws Problem {@code booking-not-cancellable} when it ended already, is being held this
   *     moment, or the event has begun
   * @throws Booking.IllegalTransition when its ticket has been used
   */
  static Decision byUser(Placed placed, Instant now) {
    BookingStatus status = placed.booking().status();
    boolean waits = status == BookingStatus.QUEUED;
    Decision decision =
        of(placed.booking(), waits ? Reason.LEFT_QUEUE : Reason.CANCELLED_BY_USER, now);
    boolean begun = !waits && !now.isBefore(placed.event().startsAt());
    if (decision.booking() == placed.booking() || begun) {
      throw refused(status);
    }
    return decision;
  }

  /** The same for all of a group that have not ended yet: there must be one. */
  static List<Decision> wholeByUser(List<Placed> group, Instant now) {
    if (group.stream().allMatch(placed -> placed.booking().status().isFinal())) {
      throw refused(GroupView.speaker(group).status());
    }
    return group.stream()
        .map(
            placed ->
                placed.booking().status().isFinal()
                    ? Decision.leave(placed.booking())
                    : byUser(placed, now))
        .toList();
  }

  /**
   * The same for some seats of a group. Until it is paid they share one invoice, one place in line
   * and one fate.
   *
   * @throws Problem {@code booking-not-found} for another's seat; {@code booking-in-group} before
   *     it is paid
   */
  static List<Decision> partByUser(List<Placed> group, Set<UUID> seatIds, Instant now) {
    Set<UUID> theirs =
        group.stream().map(placed -> placed.booking().seatId()).collect(Collectors.toSet());
    if (!theirs.containsAll(seatIds)) {
      throw new Problem(BookingProblems.NOT_FOUND);
    }
    return group.stream()
        .map(
            placed ->
                seatIds.contains(placed.booking().seatId())
                    ? parting(placed, now)
                    : Decision.leave(placed.booking()))
        .toList();
  }

  private static Decision parting(Placed placed, Instant now) {
    BookingStatus status = placed.booking().status();
    if (!status.isFinal() && status != BookingStatus.CONFIRMED) {
      UUID group = placed.booking().group().id();
      throw new Problem(BookingProblems.IN_GROUP, group).with("groupId", group);
    }
    return byUser(placed, now);
  }

  static Problem refused(BookingStatus status) {
    return new Problem(BookingProblems.NOT_CANCELLABLE, status).with("bookingStatus", status);
  }

  private static Decision confirmed(Booking cancelled) {
    return cancelled.isFree()
        ? Decision.change(cancelled, Obligation.Kind.RELEASE_HOLD)
        : Decision.change(cancelled, Obligation.Kind.REFUND, Obligation.Kind.RELEASE_HOLD);
  }
}
