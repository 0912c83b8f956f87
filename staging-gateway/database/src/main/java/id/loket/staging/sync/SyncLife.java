package id.loket.staging.sync;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long it is kept which items were refused, for people to look into. */
@Singleton
class SyncLife {
  private static final Duration REFUSED = Duration.ofDays(180);

  @Produces
  @Singleton
  static RowLife refused() {
    return RowLife.of("refused_item", "received_at", REFUSED);
  }
}
