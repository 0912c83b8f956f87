package id.loket.local.city;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A report of the sample city.
 *
 * @param lat null when only an address is known
 * @param verifiedAt when an officer found it to be true; null when none has yet
 * @param begunAt when repair began, or null
 * @param closedAt when it was repaired or rejected, or null
 * @param rejected whether it was rejected
 */
public record SampleReport(
    UUID id,
    Damage damage,
    Double lat,
    Double lon,
    String address,
    String note,
    boolean anonymous,
    boolean isPrivate,
    int votes,
    Instant createdAt,
    Instant verifiedAt,
    Instant begunAt,
    Instant closedAt,
    boolean rejected) {

  /** The code of its category. */
  public String category() {
    return damage.code;
  }

  /** The unit that repairs it. */
  public String unit() {
    return damage.unit;
  }

  /** Where it stands (report-app's statuses). */
  public String status() {
    if (closedAt != null) {
      return rejected ? "REJECTED" : "RESOLVED";
    }
    return begunAt != null ? "IN_PROGRESS" : verifiedAt != null ? "VERIFIED" : "RECEIVED";
  }

  /** When it was repaired, or null. */
  public Instant resolvedAt() {
    return rejected ? null : closedAt;
  }

  /** Until when it is to be repaired. */
  public Instant dueAt() {
    return createdAt.plus(Duration.ofHours(damage.slaHours));
  }

  /** When it was touched last. */
  public Instant updatedAt() {
    if (closedAt != null) {
      return closedAt;
    }
    return begunAt != null ? begunAt : verifiedAt != null ? verifiedAt : createdAt;
  }
}
