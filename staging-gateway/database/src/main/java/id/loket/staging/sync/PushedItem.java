package id.loket.staging.sync;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One thing a device recorded, as collector understood it (docs/sync.md).
 *
 * @param hash SHA-256 of the body, in hex
 * @param body the whole item in canonical JSON, kept as it is
 * @param visit what a visit says, for a {@code VISIT}
 * @param voids the visit it takes back, for a {@code VOID}
 * @param missingPhoto the photo that is lost, for a {@code PHOTO_MISSING}
 */
public record PushedItem(
    @NotNull UUID id,
    long sequence,
    @NotNull UUID batchId,
    @NotNull ItemKind kind,
    @NotNull Instant recordedAt,
    @NotNull @Size(min = 64, max = 64) String hash,
    @NotNull String body,
    Double lat,
    Double lon,
    @Valid Visit visit,
    UUID voids,
    UUID missingPhoto) {

  /** What a visit says that is asked for in queries. */
  public record Visit(
      @NotNull UUID assignmentId,
      @NotNull String result,
      @Valid Receipt receipt,
      @NotNull List<@NotNull @Valid Photo> photos) {}

  /** Money that was received. */
  public record Receipt(
      @NotNull String number, long amount, @NotNull String currency, @NotNull String method) {}

  /** A photo as the visit names it; media has it, or will have it. */
  public record Photo(@NotNull UUID id, @NotNull String sha256) {}
}
