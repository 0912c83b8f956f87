package id.loket.report.place;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where something is: a point, an address, or both.
 *
 * @param lat degrees north; with {@code lon} or not at all
 * @param lon degrees east
 */
@Schema(
    example =
        """
        {"lat": -6.9175, "lon": 107.6191, "address": "Jl. Asia Afrika 8, Bandung"}
        """)
public record Location(
    @DecimalMin("-90") @DecimalMax("90") Double lat,
    @DecimalMin("-180") @DecimalMax("180") Double lon,
    @Size(max = 300) String address) {

  /** The point; null when only an address is known. */
  public Position point() {
    return lat == null || lon == null ? null : new Position(lat, lon);
  }

  /** Whether it says where at all, and a point by both of its numbers. */
  public boolean saysWhere() {
    return (lat == null) == (lon == null) && (lat != null || hasAddress());
  }

  /** What the public may know of it when the reporter wants to stay unknown. */
  public Location blurred() {
    Position point = point();
    if (point == null) {
      return new Location(null, null, null);
    }
    return new Location(point.blurred().lat(), point.blurred().lon(), null);
  }

  private boolean hasAddress() {
    return address != null && !address.isBlank();
  }
}
