package id.loket.report.place;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The area reports are taken from. */
@Singleton
public class ServedArea implements ConfigurationCheck {
  public static final ProblemType OUTSIDE = new ProblemType("outside-served-area", 422);

  private final AreaConfig config;

  ServedArea(AreaConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_SERVED_AREA",
        Optional.of(config.served()),
        Area::parse,
        "set it to south,west,north,east or to the corners of a polygon: lat lon, lat lon, …");
  }

  /** The area. */
  public Area area() {
    return Area.parse(config.served());
  }

  /**
   * Lets only points of the area pass; an address alone cannot be judged and passes.
   *
   * @throws Problem {@code outside-served-area} (422) with the area's bounds
   */
  public void require(Location location) {
    Position point = location.point();
    if (point != null && !area().contains(point)) {
      throw new Problem(OUTSIDE).with("servedArea", area().bounds());
    }
  }
}
