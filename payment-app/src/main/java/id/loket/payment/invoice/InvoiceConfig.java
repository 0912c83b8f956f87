package id.loket.payment.invoice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;

/** Where people find the payment pages, and how often they may try. */
@ConfigMapping(prefix = "loket.invoice")
public interface InvoiceConfig {
  /** Address of payment-app as browsers reach it; payment links start with it. */
  URI publicUrl();

  /** How often an invoice may be tried to be paid; only the last failure ends it. */
  @WithDefault("1")
  @Min(1)
  int tries();
}
