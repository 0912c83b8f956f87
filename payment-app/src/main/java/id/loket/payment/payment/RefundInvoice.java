package id.loket.payment.payment;

import id.loket.kit.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for money of an invoice to be given back.
 *
 * @param amount how much; all that is left when it is left out
 */
@RegisterForReflection // native: read with TolerantJson
@Schema(examples = "{\"amount\": {\"amount\": 50000, \"currency\": \"IDR\"}}")
public record RefundInvoice(Money amount) {}
