package id.loket.collector.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * One thing a device recorded (docs/sync.md). Which of the last four is there, {@code kind} says.
 */
@RegisterForReflection // native: read item by item
record FieldItem(
    UUID id,
    Long sequence,
    UUID batchId,
    Kind kind,
    Instant recordedAt,
    Visit visit,
    @JsonProperty("void") Voiding voiding,
    Position position,
    PhotoMissing photoMissing) {

  enum Kind {
    VISIT,
    VOID,
    POSITION,
    PHOTO_MISSING
  }

  @RegisterForReflection
  record Visit(
      UUID assignmentId,
      VisitResult result,
      String note,
      Location location,
      Receipt receipt,
      Promise promise,
      List<Photo> photos) {}

  /** Degrees (WGS 84); the accuracy in metres, or null. */
  @RegisterForReflection
  record Location(Double lat, Double lon, Integer accuracy) {}

  @RegisterForReflection
  record Receipt(String number, Money amount, PaymentMethod method) {}

  @RegisterForReflection
  record Promise(LocalDate date, Money amount) {}

  @RegisterForReflection
  record Photo(UUID id, String sha256, Long size) {}

  @RegisterForReflection
  record Voiding(UUID visitId, String reason) {}

  @RegisterForReflection
  record Position(Location location) {}

  @RegisterForReflection
  record PhotoMissing(UUID photoId, String reason) {}

  /** Where it was recorded, or null. */
  Location location() {
    if (visit != null) {
      return visit.location();
    }
    return position == null ? null : position.location();
  }
}
