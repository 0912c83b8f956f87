package id.loket.ticket.booking;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Times and limits of bookings. */
@ConfigMapping(prefix = "loket.booking")
public interface BookingConfig {
  /** How long an invoice can be paid before the seat is offered on. */
  @WithDefault("15m")
  Duration paymentWindow();

  /**
   * How long a replica is taken for alive that carries a booking on or meets an obligation; after a
   * crash another takes over then. Longer than a hold and an invoice may take together; set by
   * {@code LOKET_BOOKING_LEASE}.
   */
  @WithDefault("30s")
  Duration lease();

  /**
   * How long after its time to pay a booking waits for payment-app's word before a person is
   * called; set by {@code LOKET_SETTLEMENT_PATIENCE}.
   */
  @WithDefault("10m")
  Duration settlementPatience();

  /**
   * How many bookings of one event a user may have, places in its lines among them; set by {@code
   * LOKET_BOOKINGS_PER_USER_AND_EVENT}.
   */
  @WithDefault("10")
  int mostPerUserAndEvent();

  /** How many people may wait for one seat. */
  @WithDefault("1000")
  int longestLine();

  /** The longest wait between two attempts at an obligation, or two questions about a payment. */
  @WithDefault("1m")
  Duration longestBackOff();

  /** How long after its event, or its last change, a booking has its holder's name. */
  @WithDefault("400d")
  Duration namesKept();

  /** How long it is kept whose booking it was: as long as book-keeping law may ask for it. */
  @WithDefault("3660d")
  Duration usersKept();

  /** How long what was owed for a booking and is done can be looked up. */
  @WithDefault("400d")
  Duration obligationsKept();
}
