package id.loket.collector.lkh;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;

/** How daily reports are drawn. */
@ConfigMapping(prefix = "loket.lkh")
public interface LkhConfig {
  /** The zone times are told in. */
  @WithDefault("Asia/Jakarta")
  ZoneId zone();

  /** How many PDFs are drawn at once; who comes then is asked to come again. */
  @WithDefault("2")
  int drawnAtOnce();
}
