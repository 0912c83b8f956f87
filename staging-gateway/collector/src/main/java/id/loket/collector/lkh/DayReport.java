package id.loket.collector.lkh;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.BatchView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A collector's daily visit report (LKH, Laporan Kunjungan Harian).
 *
 * @param batches what was worked on under that day, in its order
 */
@RegisterForReflection // native: the entity of a Response, which names no type
public record DayReport(LocalDate date, UUID collector, List<BatchReport> batches) {

  /**
   * A batch; a closed one is told as it was sealed.
   *
   * @param visits in the order they were recorded, at most 5,000: the totals are of all
   * @param laterVoids what was taken back of batches that were closed before
   */
  @RegisterForReflection // native: read with TolerantJson
  public record BatchReport(
      BatchView batch,
      String collector,
      String digest,
      Totals totals,
      List<Visit> visits,
      List<LaterVoid> laterVoids) {
    /** How many more visits there are than are told one by one. */
    int visitsLeftOut() {
      return totals.visits() + totals.voided() - visits.size();
    }
  }

  /** What a batch adds up to. */
  @RegisterForReflection
  public record Totals(
      int visits,
      int voided,
      Map<String, Integer> results,
      List<Received> receipts,
      int promises,
      List<Amount> promised,
      int photos,
      int photosMissing,
      long meters) {}

  /** Money received by one method. */
  @RegisterForReflection
  public record Received(String method, int count, Amount amount) {}

  /** Money. */
  @RegisterForReflection
  public record Amount(long amount, String currency) {}

  /**
   * A visit.
   *
   * @param visit what the device recorded
   */
  @RegisterForReflection
  public record Visit(
      UUID id,
      long sequence,
      Instant recordedAt,
      String contract,
      String customer,
      JsonNode visit,
      boolean voided,
      List<String> flags) {}

  /** A void of a visit that was sealed with another batch. */
  @RegisterForReflection
  public record LaterVoid(UUID visitId, String reason) {}
}
