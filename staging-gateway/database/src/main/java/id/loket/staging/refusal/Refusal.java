package id.loket.staging.refusal;

import java.time.Instant;
import java.util.UUID;

/**
 * An item a device sent that was not taken.
 *
 * @param id of the refusal
 * @param collector their name
 * @param itemId what the item came as: not always an id
 * @param problem why
 * @param body as it came, at most 16 kB of it
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
    String body,
    Instant receivedAt,
    Settlement settlement) {

  /**
   * How it was put right.
   *
   * @param by {@code user:<id>} or {@code device:<id>}
   * @param reason in their words; null when the device sent a better item under the same id
   * @param replacement the item that stands for it; null when none does
   */
  public record Settlement(Instant at, String by, String reason, UUID replacement) {}
}
