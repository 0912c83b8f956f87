package id.loket.report.analytics;

import com.fasterxml.jackson.core.JsonGenerator;
import id.loket.report.place.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A report as it is now, with the transaction that changed it last.
 *
 * @param lat null for a report that has only an address
 * @param lon null for a report that has only an address
 * @param check stands for all a document is made of (report.checked)
 * @param deleted whether it is to be taken out
 */
record ReportChange(
    UUID id,
    long changedIn,
    long check,
    boolean deleted,
    String category,
    String unit,
    String status,
    String source,
    String visibility,
    boolean anonymous,
    boolean duplicate,
    int votes,
    Double lat,
    Double lon,
    Instant dueAt,
    Instant resolvedAt,
    Instant createdAt,
    Instant updatedAt) {
  private static final double MILLIS_PER_HOUR = 3_600_000;
  private static final int HALF = 16;

  Watermark watermark() {
    return new Watermark(changedIn, id);
  }

  /** Whether somebody still has to do something about it. */
  private boolean isOpen() {
    return switch (status) {
      case "RECEIVED", "VERIFIED", "IN_PROGRESS" -> true;
      default -> false;
    };
  }

  /** Where it is shown to be: in the middle of its block, for what is anonymous or private. */
  static Geohash.Point shownAt(double lat, double lon, boolean anonymous, String visibility) {
    Position position = new Position(lat, lon);
    boolean exact = !anonymous && visibility.equals("PUBLIC");
    Position shown = exact ? position : position.blurred();
    return new Geohash.Point(shown.lat(), shown.lon());
  }

  /** Writes the document of the index's mapping. */
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id.toString());
    json.writeNumberField("createdAt", createdAt.toEpochMilli());
    json.writeNumberField("updatedAt", updatedAt.toEpochMilli());
    json.writeStringField("category", category);
    json.writeStringField("unit", unit);
    json.writeStringField("status", status);
    json.writeStringField("source", source);
    json.writeStringField("visibility", visibility);
    json.writeBooleanField("anonymous", anonymous);
    json.writeBooleanField("duplicate", duplicate);
    json.writeBooleanField("open", isOpen());
    json.writeNumberField("votes", votes);
    if (lat != null) {
      Geohash.Point shown = shownAt(lat, lon, anonymous, visibility);
      json.writeObjectFieldStart("location");
      json.writeNumberField("lat", shown.lat());
      json.writeNumberField("lon", shown.lon());
      json.writeEndObject();
      json.writeStringField("area", Geohash.of(shown.lat(), shown.lon(), Geohash.AREA));
    }
    json.writeNumberField("dueAt", dueAt.toEpochMilli());
    if (resolvedAt != null) {
      json.writeNumberField("resolvedAt", resolvedAt.toEpochMilli());
      json.writeBooleanField("resolvedLate", resolvedAt.isAfter(dueAt));
      json.writeNumberField(
          "hoursToResolve", Duration.between(createdAt, resolvedAt).toMillis() / MILLIS_PER_HOUR);
    }
    json.writeNumberField("changedIn", changedIn);
    // in halves: OpenSearch adds up in doubles, and sums of these stay whole for 2³⁷ reports
    json.writeNumberField("checkHigh", check >>> HALF);
    json.writeNumberField("checkLow", check & (1 << HALF) - 1);
    json.writeEndObject();
  }
}
