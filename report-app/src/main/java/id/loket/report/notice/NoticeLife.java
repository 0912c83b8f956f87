package id.loket.report.notice;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How long notices are kept that were sent or given up; what waits is never forgotten. */
@Singleton
class NoticeLife {
  @Produces
  @Singleton
  static RowLife settled(NoticeConfig config) {
    return RowLife.of("notice", "created_at", config.kept(), "status in ('SENT', 'FAILED')");
  }
}
