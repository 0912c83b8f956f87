package id.loket.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A visit as its collector records it in the street.
 *
 * @param assignment whom it was paid to
 * @param result {@code PAID}, {@code PART_PAID}, {@code PROMISED}, {@code NOT_MET}, …
 * @param receipt null when no money changed hands
 * @param promise null when nothing was promised
 * @param photos JPEG or PNG
 */
public record Visit(
    String assignment,
    String result,
    String note,
    Receipt receipt,
    Promise promise,
    double lat,
    double lon,
    List<byte[]> photos) {

  /** Money received, in rupiah. */
  public record Receipt(String number, long rupiah, String method) {}

  /** Money promised, in rupiah, for a day. */
  public record Promise(String date, long rupiah) {}

  /** As sync writes it; without photos. */
  ObjectNode json() {
    ObjectNode visit = Network.JSON.createObjectNode();
    visit.put("assignmentId", assignment).put("result", result);
    if (note != null) {
      visit.put("note", note);
    }
    visit
        .putObject("location")
        .put("lat", sixDecimals(lat))
        .put("lon", sixDecimals(lon))
        .put("accuracy", 12);
    if (receipt != null) {
      ObjectNode written = visit.putObject("receipt").put("number", receipt.number());
      money(written, receipt.rupiah());
      written.put("method", receipt.method());
    }
    if (promise != null) {
      money(visit.putObject("promise").put("date", promise.date()), promise.rupiah());
    }
    return visit;
  }

  static void money(ObjectNode parent, long rupiah) {
    parent.putObject("amount").put("amount", rupiah).put("currency", "IDR");
  }

  static double sixDecimals(double degrees) {
    return Math.round(degrees * 1e6) / 1e6;
  }
}
