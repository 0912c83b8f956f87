package id.loket.client.delivery;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Deliveries are shown for a year and a bit after the last that was heard of them. */
@Singleton
class DeliveryLife {
  @Produces
  @Singleton
  static RowLife life() {
    return RowLife.of("delivery", "updated_at", Duration.ofDays(400));
  }
}
