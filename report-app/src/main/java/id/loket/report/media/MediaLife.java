package id.loket.report.media;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** How long it is kept that there were files which were refused or went with their report. */
@Singleton
class MediaLife {
  @Produces
  @Singleton
  static RowLife gone(MediaConfig config) {
    return RowLife.of("media", "cleared_at", config.goneKept());
  }
}
