package id.loket.report.open311;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Open311 as this city speaks it. */
@ConfigMapping(prefix = "loket.open311")
public interface Open311Config {
  /**
   * The one jurisdiction served, as the city is known to Open311; set by {@code
   * LOKET_OPEN311_JURISDICTION}. Without it any {@code jurisdiction_id} is taken.
   */
  Optional<String> jurisdiction();

  /**
   * Who may send reports: {@code <application>=<key>,…}; set by {@code LOKET_OPEN311_KEYS}. Nobody
   * without it.
   */
  Optional<String> keys();

  /** Whom to ask for a key, as discovery tells; set by {@code LOKET_OPEN311_CONTACT}. */
  @WithDefault("The administrator of this Loket")
  String contact();

  /** Whether discovery calls this the production or a test endpoint. */
  @WithDefault("production")
  String type();

  /** Where report-app is reached from outside; set by {@code LOKET_PUBLIC_REPORT_URL}. */
  String publicUrl();
}
