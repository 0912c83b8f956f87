package id.loket.client.ticket;

import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Several seats booked together, as ticket-app shows them.
 *
 * @param status that of its bookings, apart from those cancelled alone as long as there are others
 * @param total what they cost together, on one invoice
 */
@RegisterForReflection // native: read with TolerantJson
@Schema(name = "BookingGroup")
public record GroupView(
    UUID id,
    UUID userId,
    UUID eventId,
    BookingStatus status,
    Money total,
    String invoiceNumber,
    String paymentUrl,
    Instant expiresAt,
    String reason,
    List<BookingView> bookings) {}
