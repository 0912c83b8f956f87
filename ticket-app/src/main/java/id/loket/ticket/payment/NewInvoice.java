package id.loket.ticket.payment;

import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** What payment-app is asked to bill; asking twice for a booking answers the same invoice. */
@RegisterForReflection // native: written with TolerantJson, not by an endpoint
public record NewInvoice(
    UUID bookingId, Money amount, Customer customer, String description, Instant expiresAt) {

  /** Who pays. */
  public record Customer(UUID id, String name, String locale) {}
}
