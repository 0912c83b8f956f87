package id.loket.payment.invoice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;

/** Where people find the payment pages, how often they may try, and how long it is kept. */
@ConfigMapping(prefix = "loket.invoice")
public interface InvoiceConfig {
  /** Address of payment-app as browsers reach it; payment links start with it. */
  URI publicUrl();

  /** How often an invoice may be tried to be paid; only the last failure ends it. */
  @WithDefault("1")
  @Min(1)
  int tries();

  /** How long an invoice is kept with all that happened to it: as book-keeping law asks for. */
  @WithDefault("3660d")
  Duration kept();
}
