package id.loket.ticket.fulfilment;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What was picked is remembered for a year and a bit: longer than any event about it may take. */
@Singleton
class FulfilmentLife {
  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("fulfilment", "updated_at", Duration.ofDays(400));
  }
}
