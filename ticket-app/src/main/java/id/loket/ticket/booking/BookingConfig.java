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

  /** How many people may wait for one seat. */
  @WithDefault("1000")
  int longestLine();

  /** The longest wait between two attempts at an obligation. */
  @WithDefault("1m")
  Duration longestBackOff();
}
