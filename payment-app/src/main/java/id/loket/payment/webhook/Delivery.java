package id.loket.payment.webhook;

import java.time.Instant;
import java.util.UUID;

/**
 * An event owed to one receiver.
 *
 * @param invoiceNumber deliveries of one invoice to one receiver keep their order
 * @param sequence that order
 * @param attempts finished so far; starts again at 0 when replayed
 * @param nextAttemptAt not before then; null once settled
 * @param settledAt when it was delivered or given up; null before
 * @param reason why the last attempt failed, or why it was given up; null when all is well
 * @param lastStatus the receiver's last HTTP status, or null when it gave none
 * @param lookAt when an overdue one is looked at again; null when it never was
 * @param isNoted whether its state and attempts are written down; until then it is one that nobody
 *     has tried yet
 */
public record Delivery(
    UUID id,
    String invoiceNumber,
    UUID endpointId,
    UUID eventId,
    String type,
    int sequence,
    DeliveryState state,
    int attempts,
    Instant createdAt,
    Instant nextAttemptAt,
    Instant settledAt,
    String reason,
    Integer lastStatus,
    Instant lookAt,
    boolean isNoted) {

  /** A delivery that nobody has tried yet. */
  static Delivery first(
      UUID id,
      String number,
      UUID endpointId,
      UUID eventId,
      String type,
      int sequence,
      Instant now,
      boolean isNoted) {
    return new Delivery(
        id,
        number,
        endpointId,
        eventId,
        type,
        sequence,
        DeliveryState.PENDING,
        0,
        now,
        now,
        null,
        null,
        null,
        null,
        isNoted);
  }

  boolean isPending() {
    return state == DeliveryState.PENDING;
  }

  /** Whether nobody has said yet how its first attempt went. */
  boolean isUntried() {
    return isPending() && attempts == 0 && nextAttemptAt.equals(createdAt);
  }

  Delivery delivered(int status, Instant now) {
    return delivered(attempts + 1, status, now);
  }

  Delivery delivered(int attemptsMade, Integer status, Instant now) {
    return with(DeliveryState.DELIVERED, attemptsMade, null, now, null, status);
  }

  Delivery dead(String why, Integer status, int attemptsMade, Instant now) {
    return with(DeliveryState.DEAD, attemptsMade, null, now, why, status);
  }

  Delivery retried(Instant next, String why, Integer status) {
    return with(DeliveryState.PENDING, attempts + 1, next, null, why, status);
  }

  Delivery replayed(Instant now) {
    return with(DeliveryState.PENDING, 0, now, null, null, null);
  }

  private Delivery with(
      DeliveryState newState,
      int newAttempts,
      Instant next,
      Instant settled,
      String why,
      Integer status) {
    return new Delivery(
        id,
        invoiceNumber,
        endpointId,
        eventId,
        type,
        sequence,
        newState,
        newAttempts,
        createdAt,
        next,
        settled,
        why,
        status,
        lookAt,
        true);
  }
}
