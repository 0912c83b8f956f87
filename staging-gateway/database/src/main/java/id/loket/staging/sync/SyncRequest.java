package id.loket.staging.sync;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A page of a device's outbox, and what it wants to learn.
 *
 * @param refused what collector refused already, to be kept beside
 * @param pull null to learn nothing
 * @param storedAt when the gateway took it, of a push it kept; null of one that comes directly
 */
public record SyncRequest(
    @NotNull UUID collectorId,
    @NotNull UUID deviceId,
    @NotNull @Size(max = SyncRequest.MOST_ITEMS) List<@NotNull @Valid PushedItem> items,
    @NotNull @Size(max = SyncRequest.MOST_ITEMS) List<@NotNull @Valid RefusedItem> refused,
    @Valid Pull pull,
    Instant storedAt) {
  /** The most items of a page. */
  public static final int MOST_ITEMS = 500;

  /**
   * Asks for changes.
   *
   * @param token where the last pull ended, or null
   */
  public record Pull(String token, @Min(1) @Max(MOST_ITEMS) int limit) {}
}
