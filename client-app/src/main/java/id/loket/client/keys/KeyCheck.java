package id.loket.client.keys;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;

/** The key access tokens are signed with: made anew at each start in development only. */
@Singleton
class KeyCheck implements ConfigurationCheck {
  private final KeyConfig config;

  KeyCheck(KeyConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to an EC P-256 private key, PKCS #8 DER in base64";
    faults.requiredReadable("LOKET_JWT_PRIVATE_KEY", config.privateKey(), SigningKey::read, remedy);
    faults.readable(
        "LOKET_JWT_OTHER_KEYS",
        config.otherKeys(),
        SigningKey::readPublic,
        "set it to EC P-256 public keys, X.509 DER in base64, commas between them");
  }
}
