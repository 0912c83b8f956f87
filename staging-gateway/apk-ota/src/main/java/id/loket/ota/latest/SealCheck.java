package id.loket.ota.latest;

import id.loket.kit.auth.Keys;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.ota.release.OtaConfig;
import jakarta.inject.Singleton;
import java.util.List;

/** Without a key phones could not tell these releases from others. */
@Singleton
class SealCheck implements ConfigurationCheck {
  private static final String NAME = "LOKET_APK_SIGNING_KEY";
  private static final String REMEDY =
      "set it to the Ed25519 private key whose public half is in the app, PKCS #8 DER in base64";

  private final OtaConfig config;

  SealCheck(OtaConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults
        .required(NAME, config.signingKey(), REMEDY)
        .readable(NAME, config.signingKey(), key -> Keys.privateKey("Ed25519", key), REMEDY)
        .url("LOKET_PUBLIC_APK_URL", config.publicUrl(), List.of("http", "https"));
  }
}
