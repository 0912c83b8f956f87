package id.loket.payment.invoice;

import id.loket.kit.money.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * Money of an invoice given back, all of it or some.
 *
 * @param id also the key by which the gateway knows it: asking twice gives back once
 * @param by a service's name, or {@link #ADMINISTRATOR}
 * @param settledAt when the gateway had given it back; null before
 */
public record Refund(UUID id, Money amount, String by, Instant requestedAt, Instant settledAt) {
  /** Who asks for a refund that no service does. */
  public static final String ADMINISTRATOR = "administrator";

  public boolean isSettled() {
    return settledAt != null;
  }

  Refund settled(Instant now) {
    return new Refund(id, amount, by, requestedAt, now);
  }
}
