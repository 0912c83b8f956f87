package id.loket.ticket.booking;

import java.util.List;
import java.util.stream.IntStream;

/** What becomes of money when a group ends, or some of it (ADR 42). */
final class Parting {
  private Parting() {}

  /**
   * The decisions for the bookings of a group with what is owed for money: once, by the lead, as
   * long as all share one fate; once some of a confirmed group end and others do not, or have
   * before, each owes its own price.
   *
   * @param decisions one for each, in the order of the group
   */
  static List<Decision> of(List<Placed> group, List<Decision> decisions) {
    List<Integer> all = IntStream.range(0, group.size()).boxed().toList();
    List<Integer> ending =
        all.stream().filter(n -> ends(group.get(n).booking(), decisions.get(n).booking())).toList();
    boolean parts = !ending.isEmpty() && ending.size() < group.size();
    return all.stream()
        .map(
            n -> {
              Decision decision = decisions.get(n);
              if (parts && ending.contains(n)) {
                return decision.alone();
              }
              return group.get(n).booking().group().lead() ? decision : decision.withoutMoney();
            })
        .toList();
  }

  private static boolean ends(Booking before, Booking after) {
    return before.status() == BookingStatus.CONFIRMED && !after.status().isLive();
  }
}
