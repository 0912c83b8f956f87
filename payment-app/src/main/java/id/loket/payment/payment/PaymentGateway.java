package id.loket.payment.payment;

import id.loket.kit.money.Money;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;

/**
 * The company that moves the money. Both calls are idempotent, by the attempt's and by the refund's
 * id: asked again after a crash, it answers what it answered before and moves nothing twice.
 */
public interface PaymentGateway {

  /**
   * A request to take money.
   *
   * @param method one of {@link #methods()}, or null for the gateway's choice
   */
  record Charge(UUID attemptId, Money amount, String method) {}

  /** What became of a charge. */
  sealed interface Outcome {
    record Succeeded() implements Outcome {}

    /**
     * No money was taken.
     *
     * @param reason kebab-case code, for example {@code declined}
     */
    record Refused(String reason) implements Outcome {}
  }

  /** The ways to pay a customer may name. */
  List<String> methods();

  /** Takes the money. */
  Uni<Outcome> charge(Charge charge);

  /** Gives money of a successful charge back. */
  Uni<Void> refund(UUID attemptId, UUID refundId, Money amount);
}
