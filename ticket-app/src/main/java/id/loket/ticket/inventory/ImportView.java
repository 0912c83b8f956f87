package id.loket.ticket.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A file of stock as callers see it.
 *
 * @param bytesRead of {@code size}
 * @param rowsRead rows behind the header
 * @param rowsLoaded good rows whose item has its new count
 * @param organiserId whose stores it may change; null: all of them
 * @param rowsShort good rows whose count is below what orders have reserved: they are loaded, and
 *     named in the errors
 * @param depleted items of which none can be ordered any more
 * @param errors the first bad rows
 * @param errorsFile where all bad rows can be fetched, or null
 */
@Schema(
    name = "InventoryImport",
    example =
        """
        {"id": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f", "name": "stok.csv", "mode": "SET", "strict": false,
         "dryRun": false, "status": "DONE", "bytesRead": 61, "rowsRead": 3, "rowsGood": 2, "rowsBad": 1,
         "rowsLoaded": 2, "rowsShort": 0, "depleted": 1, "errors": [{"line": 4, "column": "count",
         "reason": "is no whole number"}]}
        """)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportView(
    UUID id,
    UUID organiserId,
    String name,
    ImportMode mode,
    boolean strict,
    boolean dryRun,
    ImportStatus status,
    String reason,
    Long size,
    long bytesRead,
    long rowsRead,
    long rowsGood,
    long rowsBad,
    long rowsLoaded,
    long rowsShort,
    long depleted,
    UUID duplicateOf,
    List<ErrorView> errors,
    String errorsFile,
    Instant createdAt,
    Instant updatedAt) {

  /** A bad row. */
  @Schema(name = "InventoryError")
  public record ErrorView(long line, String column, String reason) {}
}
