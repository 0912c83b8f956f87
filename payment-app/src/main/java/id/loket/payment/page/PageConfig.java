package id.loket.payment.page;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;

/** How the payment page speaks to people. */
@ConfigMapping(prefix = "loket.page")
public interface PageConfig {
  /** The time zone in which times are shown. */
  @WithDefault("Asia/Jakarta")
  ZoneId zone();
}
