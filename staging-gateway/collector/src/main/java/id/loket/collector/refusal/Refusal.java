package id.loket.collector.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.sync.SyncAnswer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An item a device sent that was not taken (docs/sync.md).
 *
 * @param collector their name
 * @param itemId what the item came as: not always an id
 * @param problem {@code invalid-item}, {@code id-reused}, {@code batch-unknown} or {@code
 *     consent-missing}
 * @param errors what is wrong in it, for {@code invalid-item}
 * @param item as it came; null for what is no JSON
 * @param settlement null while it waits for somebody
 */
public record Refusal(
    UUID id,
    UUID collectorId,
    String collector,
    UUID deviceId,
    String itemId,
    Long sequence,
    String problem,
    List<SyncAnswer.FieldFault> errors,
    JsonNode item,
    Instant receivedAt,
    @JsonInclude(JsonInclude.Include.ALWAYS) Settlement settlement) {

  /**
   * How it was put right.
   *
   * @param by {@code user:<id>} or {@code device:<id>}
   * @param reason null when the device sent a better item under the same id
   * @param replacement the stored item that stands for it; null when none does
   */
  @RegisterForReflection // native: read with TolerantJson
  public record Settlement(Instant at, String by, String reason, UUID replacement) {}

  /** Without what was recorded, for whoever logs it. */
  @Override
  public String toString() {
    return "Refusal[" + id + "]";
  }
}
