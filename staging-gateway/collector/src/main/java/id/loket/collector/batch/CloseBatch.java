package id.loket.collector.batch;

import id.loket.kit.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a batch to be closed, with what the device believes is in it.
 *
 * @param items how many items count in it, of whatever device
 * @param digest their digest (docs/sync.md)
 * @param receipts what was received, by method
 */
public record CloseBatch(
    @Min(0) long items,
    @NotNull @Size(min = 64, max = 64) String digest,
    @NotNull @Size(max = 20) List<@NotNull @Valid Received> receipts) {

  /** Money received by one method. */
  public record Received(
      @NotNull @Size(max = 20) @Schema(examples = "CASH") String method,
      @Min(0) int count,
      @NotNull @Valid Money amount) {}
}
