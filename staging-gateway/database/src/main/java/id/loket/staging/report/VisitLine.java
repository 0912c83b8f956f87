package id.loket.staging.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A visit as the daily report tells it.
 *
 * @param contract the core's name of the contract; null for an assignment nobody gave out
 * @param customer the customer's name, or null likewise
 * @param visit what the device recorded of it
 */
public record VisitLine(
    UUID id,
    long sequence,
    Instant recordedAt,
    String contract,
    String customer,
    JsonNode visit,
    boolean voided,
    List<Flag> flags) {}
