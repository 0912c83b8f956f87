package id.loket.ticket.booking;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody in line: for one seat, or for several of which they take all or none.
 *
 * <p>The rule (ADR 23): a seat that is open goes to the first, in the order people came to the
 * event's lines, all of whose seats are open. Who cannot have all theirs keeps their place and is
 * passed over: no seat stays empty for somebody it would not be enough for. So whoever waits for
 * one seat gets it before everybody who came later, and a group before everybody who came later and
 * could be served no sooner.
 *
 * @param bookingId the booking of the seat whose line this is
 * @param groupId null for who waits alone
 * @param number the order of arrival in all lines
 * @param seats all they wait for
 */
record Waiting(UUID bookingId, UUID groupId, long number, Set<UUID> seats) {
  /**
   * Who an open seat goes to.
   *
   * @param line who waits for it, in the order they came
   * @param open which seats are open, that one too
   */
  static Optional<Waiting> next(List<Waiting> line, Set<UUID> open) {
    return line.stream().filter(each -> open.containsAll(each.seats())).findFirst();
  }

  boolean isGroup() {
    return groupId != null;
  }
}
