package id.loket.payment.payment;

import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks to pay an invoice.
 *
 * @param method how; {@code simulated-success} and {@code simulated-failure} where the simulation
 *     allows them, otherwise leave it out
 */
@Schema(examples = "{\"method\": \"simulated-success\"}")
public record PayInvoice(@Size(max = 50) String method) {}
