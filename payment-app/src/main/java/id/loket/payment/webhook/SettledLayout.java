package id.loket.payment.webhook;

import java.time.Duration;
import java.time.Instant;

/** How the table of ended deliveries is divided. In the table's key: never change it. */
public final class SettledLayout {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private SettledLayout() {}

  /** The span of a partition: few deliveries die, many are delivered. */
  static Duration span(DeliveryState state) {
    return state == DeliveryState.DEAD ? DAY : HOUR;
  }

  /** The bucket a delivery that ended at that time is in. */
  public static Instant bucketOf(DeliveryState state, Instant settled) {
    long span = span(state).toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(settled.toEpochMilli(), span) * span);
  }
}
