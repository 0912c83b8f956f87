package id.loket.ticket.payment;

import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/**
 * What payment-app is asked to bill; asking twice for a booking answers the same invoice.
 *
 * @param bookingId the booking, or the group of bookings
 */
@RegisterForReflection // native: written with TolerantJson, not by an endpoint
public record NewInvoice(
    UUID bookingId, Money amount, Customer customer, String description, Instant expiresAt) {

  /** As long as payment-app takes it. */
  public static final int LONGEST_DESCRIPTION = 500;

  /** Who pays. */
  public record Customer(UUID id, String name, String locale) {}
}
