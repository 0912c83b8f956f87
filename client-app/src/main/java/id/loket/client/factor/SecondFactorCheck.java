package id.loket.client.factor;

import id.loket.kit.secret.SecretBox;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;

/** Without the key nobody could add the second factor that is asked of them. */
@Singleton
class SecondFactorCheck implements ConfigurationCheck {
  private final SecondFactorConfig config;

  SecondFactorCheck(SecondFactorConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to 32 random bytes in base64 (openssl rand -base64 32)";
    if (config.obligatoryFor().isPresent()) {
      faults.required("LOKET_SECOND_FACTOR_KEY", config.key(), remedy);
    }
    faults.readable("LOKET_SECOND_FACTOR_KEY", config.key(), SecretBox::of, remedy);
  }
}
