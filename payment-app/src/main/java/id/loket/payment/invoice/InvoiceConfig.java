package id.loket.payment.invoice;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where people find the payment pages. */
@ConfigMapping(prefix = "loket.invoice")
public interface InvoiceConfig {
  /** Address of payment-app as browsers reach it; payment links start with it. */
  URI publicUrl();
}
