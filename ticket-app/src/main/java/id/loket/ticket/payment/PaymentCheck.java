package id.loket.ticket.payment;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;

/** Where payment-app is. */
@Singleton
class PaymentCheck implements ConfigurationCheck {
  private final PaymentConfig config;

  PaymentCheck(PaymentConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults.url("LOKET_PAYMENT_URL", config.url(), List.of("https", "http"));
  }
}
