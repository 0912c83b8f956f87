package id.loket.report.analytics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.problem.Problem;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which reports are meant; used as a bean parameter of every question. */
public class ReportFilter {
  private static final Set<String> STATUSES =
      Set.of("RECEIVED", "VERIFIED", "IN_PROGRESS", "RESOLVED", "REJECTED");
  private static final int CORNERS = 4;

  @QueryParam("from")
  @Parameter(description = "made at or after: a time, or a day of the city", example = "2026-01-01")
  String from;

  @QueryParam("to")
  @Parameter(description = "made before: a time, or a day of the city", example = "2027-01-01")
  String to;

  @QueryParam("category")
  @Parameter(description = "a category's code", example = "street-lamp")
  String category;

  @QueryParam("unit")
  @Parameter(description = "the responsible unit", example = "roads")
  String unit;

  @QueryParam("status")
  @Parameter(description = "RECEIVED, VERIFIED, IN_PROGRESS, RESOLVED or REJECTED")
  String status;

  @QueryParam("area")
  @Parameter(description = "a geohash of 1 to 5 characters", example = "qqu8")
  String area;

  @QueryParam("bbox")
  @Parameter(description = "south,west,north,east in degrees", example = "-7.0,107.5,-6.8,107.7")
  String bbox;

  @QueryParam("damage")
  @Parameter(
      description =
          "true: each damage once, as forecasts and priorities count it: without reports that were"
              + " rejected or merged into others",
      example = "true")
  boolean damage;

  /** Only what somebody still has to do something about; never asked for over HTTP. */
  boolean open;

  /** Damage, all of it: reports that were rejected or merged into others are left out. */
  static ReportFilter ofDamage() {
    ReportFilter filter = new ReportFilter();
    filter.damage = true;
    return filter;
  }

  /**
   * The filter as OpenSearch understands it.
   *
   * @throws Problem {@code invalid-input} for a value that makes no sense
   */
  ObjectNode query(ZoneId zone) {
    ObjectNode query = JsonNodeFactory.instance.objectNode();
    ObjectNode bool = query.putObject("bool");
    ArrayNode all = bool.putArray("filter");
    if (damage) {
      ArrayNode none = bool.putArray("must_not");
      none.addObject().putObject("term").put("status", "REJECTED");
      none.addObject().putObject("term").put("duplicate", true);
    }
    if (from != null || to != null) {
      ObjectNode range = all.addObject().putObject("range").putObject("createdAt");
      range.put("format", "epoch_millis");
      if (from != null) {
        range.put("gte", instant("from", from, zone).toEpochMilli());
      }
      if (to != null) {
        range.put("lt", instant("to", to, zone).toEpochMilli());
      }
    }
    if (open) {
      all.addObject().putObject("term").put("open", true);
    }
    term(all, "category", category);
    term(all, "unit", unit);
    if (status != null && !STATUSES.contains(status)) {
      throw Problem.invalid(
          "status", "field.status", String.join(", ", STATUSES.stream().sorted().toList()));
    }
    term(all, "status", status);
    if (area != null) {
      if (!Geohash.isOne(area) || area.length() > Geohash.AREA) {
        throw Problem.invalid("area", "field.area", Geohash.AREA);
      }
      all.addObject().putObject("prefix").put("area", area);
    }
    if (bbox != null) {
      box(all.addObject());
    }
    return query;
  }

  private static void term(ArrayNode all, String field, String value) {
    if (value != null) {
      all.addObject().putObject("term").put(field, value);
    }
  }

  private void box(ObjectNode node) {
    String[] corners = bbox.split(",");
    double[] degrees = new double[CORNERS];
    try {
      for (int n = 0; n < CORNERS; n++) {
        degrees[n] = Double.parseDouble(corners[n].strip());
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw Problem.invalid("bbox", "field.bbox");
    }
    boolean possible =
        corners.length == CORNERS
            && degrees[0] >= -90
            && degrees[2] <= 90
            && Math.abs(degrees[1]) <= 180
            && Math.abs(degrees[3]) <= 180
            && degrees[0] < degrees[2]
            && degrees[1] < degrees[3];
    if (!possible) {
      throw Problem.invalid("bbox", "field.bbox");
    }
    ObjectNode box = node.putObject("geo_bounding_box").putObject("location");
    box.putObject("top_left").put("lat", degrees[2]).put("lon", degrees[1]);
    box.putObject("bottom_right").put("lat", degrees[0]).put("lon", degrees[3]);
  }

  private static Instant instant(String field, String text, ZoneId zone) {
    try {
      return text.length() <= "2026-01-01".length()
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.invalid(field, "field.day-or-time");
    }
  }
}
