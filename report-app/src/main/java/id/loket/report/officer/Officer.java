package id.loket.report.officer;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.util.UUID;

/** An officer and the unit they work for. */
public record Officer(
    UUID userId, String unit, long version, Instant createdAt, Instant updatedAt) {
  /** Says which unit an officer works for. */
  public record PlaceOfficer(
      @NotNull @Pattern(regexp = "[a-z0-9-]{1,40}", message = "{loket.code}") String unit) {}
}
