package id.loket.report.report;

import id.loket.kit.http.TimeParameter;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.report.place.Box;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What a list of reports is narrowed to. */
public class ReportSearch extends PageQuery {
  private static final int BOX_NUMBERS = 4;
  private static final double POLE = 90;
  private static final double DATE_LINE = 180;

  @QueryParam("category")
  @Parameter(description = "code of a category")
  String category;

  @QueryParam("status")
  @Parameter(description = "statuses, comma-separated", example = "RECEIVED,VERIFIED")
  String status;

  @QueryParam("unit")
  String unit;

  @QueryParam("mine")
  @Parameter(description = "true: only what the caller reported")
  boolean mine;

  @QueryParam("overdue")
  @Parameter(description = "true: only open reports whose time is over (officers)")
  boolean overdue;

  @QueryParam("bbox")
  @Parameter(
      description =
          "south,west,north,east in degrees; anonymous reports lie where the public is shown them:"
              + " in the middle of their block",
      example = "-7,107.5,-6.8,107.7")
  String bbox;

  @QueryParam("from")
  @Parameter(description = "made at this time or later (RFC 3339)")
  String from;

  @QueryParam("to")
  @Parameter(description = "made before this time (RFC 3339)")
  String to;

  List<String> statuses() {
    if (status == null || status.isBlank()) {
      return null;
    }
    try {
      return Arrays.stream(status.split(","))
          .map(each -> ReportStatus.valueOf(each.strip()).name())
          .toList();
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid("status", "field.report.status");
    }
  }

  Optional<Box> box() {
    if (bbox == null) {
      return Optional.empty();
    }
    try {
      double[] box = Arrays.stream(bbox.split(",")).mapToDouble(Double::parseDouble).toArray();
      if (box.length == BOX_NUMBERS
          && -POLE <= box[0]
          && box[0] <= box[2]
          && box[2] <= POLE
          && -DATE_LINE <= box[1]
          && box[1] <= box[3]
          && box[3] <= DATE_LINE) {
        return Optional.of(new Box(box[0], box[1], box[2], box[3]));
      }
    } catch (NumberFormatException notANumber) {
      // falls through to the problem
    }
    throw Problem.invalid("bbox", "field.report.bbox");
  }

  Instant from() {
    return TimeParameter.read("from", from);
  }

  Instant to() {
    return TimeParameter.read("to", to);
  }
}
