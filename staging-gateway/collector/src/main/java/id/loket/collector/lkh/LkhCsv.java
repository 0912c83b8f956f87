package id.loket.collector.lkh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The daily report as a table (RFC 4180), a line per visit; a last one with the flag {@value
 * #LEFT_OUT} tells of a batch's visits that are only in its totals.
 */
final class LkhCsv {
  private static final String LEFT_OUT = "LEFT_OUT";
  private static final List<String> COLUMNS =
      List.of(
          "batch",
          "status",
          "sequence",
          "recordedAt",
          "contract",
          "customer",
          "result",
          "receiptNumber",
          "amount",
          "currency",
          "method",
          "promiseDate",
          "promiseAmount",
          "voided",
          "flags",
          "note");

  private LkhCsv() {}

  static String write(DayReport report) {
    Stream<String> lines =
        report.batches().stream()
            .flatMap(
                batch ->
                    Stream.concat(
                        batch.visits().stream().map(visit -> line(batch, visit)), leftOut(batch)));
    return Stream.concat(Stream.of(String.join(",", COLUMNS)), lines)
        .map(line -> line + "\r\n")
        .collect(Collectors.joining());
  }

  private static Stream<String> leftOut(DayReport.BatchReport batch) {
    int many = batch.visitsLeftOut();
    return many > 0
        ? Stream.of(
            "%d,%s%s%s,%d"
                .formatted(
                    batch.batch().number(),
                    batch.batch().status(),
                    ",".repeat(COLUMNS.size() - 3),
                    LEFT_OUT,
                    many))
        : Stream.empty();
  }

  private static String line(DayReport.BatchReport batch, DayReport.Visit visit) {
    JsonNode said = visit.visit();
    JsonNode receipt = said.path("receipt");
    JsonNode promise = said.path("promise");
    return Stream.of(
            String.valueOf(batch.batch().number()),
            batch.batch().status(),
            String.valueOf(visit.sequence()),
            visit.recordedAt().toString(),
            visit.contract(),
            visit.customer(),
            said.path("result").asText(),
            receipt.path("number").asText(),
            receipt.path("amount").path("amount").asText(),
            receipt.path("amount").path("currency").asText(),
            receipt.path("method").asText(),
            promise.path("date").asText(),
            promise.path("amount").path("amount").asText(),
            String.valueOf(visit.voided()),
            String.join(" ", visit.flags()),
            said.path("note").asText())
        .map(LkhCsv::cell)
        .collect(Collectors.joining(","));
  }

  /** Quoted where needed; a text a spreadsheet would take for a formula is told that it is none. */
  static String cell(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    String plain = "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return plain.matches("(?s).*[\",\r\n].*") ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
  }
}
