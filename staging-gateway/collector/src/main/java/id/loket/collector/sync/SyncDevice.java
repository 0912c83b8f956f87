package id.loket.collector.sync;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A page of a device's outbox, and what it wants to learn; either may be missing.
 *
 * @param deviceTime what the device's clock says
 * @param push items (docs/sync.md), at most {@value #MOST_ITEMS}
 */
public record SyncDevice(
    @Schema(examples = "2026-11-20T03:12:45Z") Instant deviceTime,
    @Size(max = SyncDevice.MOST_ITEMS) List<JsonNode> push,
    @Valid Pull pull) {
  static final int MOST_ITEMS = 500;

  /**
   * Asks for what changed.
   *
   * @param token where the last pull ended; without it everything comes
   * @param limit changes at a time; {@value #MOST_ITEMS} when missing
   */
  public record Pull(
      @Size(max = 500) String token, @Min(1) @Max(SyncDevice.MOST_ITEMS) Integer limit) {}

  /** The same push, for nobody who reads the answer. */
  SyncDevice withoutPull() {
    return new SyncDevice(deviceTime, push, null);
  }

  /** Without what was recorded, for whoever logs it. */
  @Override
  public String toString() {
    return "SyncDevice[…]";
  }
}
