package id.loket.client.ticket;

import com.fasterxml.jackson.annotation.JsonIgnore;
import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A booking as ticket-app shows and publishes it.
 *
 * @param version rises by one with every change of status; what comes later is told by it
 * @param position place in the seat's waiting list, while queued
 * @param promoted whether it came from the waiting list
 * @param expiresAt until when it can be paid, while payment is pending
 * @param reason why it ended, in kebab case
 * @param orderId the order that carries it: its invoice is that order's
 * @param orderTotal what that order costs with the seat
 * @param group the seats it was booked with: held and paid together
 */
@Schema(name = "Booking")
public record BookingView(
    UUID id,
    UUID userId,
    UUID eventId,
    UUID seatId,
    BookingStatus status,
    long version,
    Integer position,
    boolean promoted,
    EventSummary event,
    SeatSummary seat,
    Money price,
    @Schema(examples = "INV-20261120-7Z3K9QW2M4X8Y1TB") String invoiceNumber,
    String paymentUrl,
    Instant expiresAt,
    @Schema(examples = "payment-expired") String reason,
    Instant createdAt,
    Instant updatedAt,
    UUID orderId,
    Money orderTotal,
    Group group) {

  /**
   * Several seats booked together.
   *
   * @param lead whether what concerns all of them is told with this one
   * @param total what they cost together, on one invoice
   * @param alone whether this one was cancelled without the others: its price is given back; null
   *     in what was kept before there was this
   */
  @Schema(name = "BookedTogether")
  public record Group(UUID id, int size, boolean lead, Money total, Boolean alone) {}

  /** Whether it was cancelled without those it was booked with. */
  @JsonIgnore
  public boolean isAlone() {
    return group != null && Boolean.TRUE.equals(group.alone());
  }

  /** Whether another one of its group tells what concerns all of them. */
  @JsonIgnore
  public boolean isToldWithAnother() {
    return group != null && !group.lead() && !isAlone();
  }

  /** What is to be paid, or given back: for the seat, or for all that share its fate. */
  @JsonIgnore
  public Money due() {
    return group == null || isAlone() ? price : group.total();
  }

  /** What is visited. */
  @Schema(name = "EventSummary")
  public record EventSummary(
      @Schema(examples = "Konser Amal Kota") String title,
      @Schema(examples = "Balai Kota") String venue,
      Instant startsAt) {}

  /** Where one sits. */
  @Schema(name = "SeatSummary")
  public record SeatSummary(
      @Schema(examples = "A-12") String label,
      @Schema(examples = "VIP") String section,
      @Schema(examples = "A") String row) {}
}
