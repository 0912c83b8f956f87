package id.loket.report.place;

import io.smallrye.config.ConfigMapping;

/** Where reports are taken from. */
@ConfigMapping(prefix = "loket.area")
public interface AreaConfig {
  /**
   * A box as {@code south,west,north,east}, or a polygon as {@code lat lon, lat lon, …}, in
   * degrees; set by {@code LOKET_SERVED_AREA}.
   */
  String served();
}
