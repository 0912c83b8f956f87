package id.loket.ota.latest;

import id.loket.kit.auth.Keys;
import id.loket.ota.release.OtaConfig;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** Signs what phones are told with a key whose public half the app has in it. */
@Singleton
class Seal {
  private final PrivateKey key;
  private final PublicKey publicKey;

  Seal(OtaConfig config) {
    this.key =
        Keys.privateKey(
            "Ed25519",
            config
                .signingKey()
                .orElseThrow(() -> new IllegalStateException("LOKET_APK_SIGNING_KEY is not set")));
    this.publicKey = Keys.ed25519PublicKeyOf(key);
  }

  /** The signature of some bytes, as a structured-field byte sequence: base64 between colons. */
  String of(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(bytes);
      return ":" + Base64.getEncoder().encodeToString(signature.sign()) + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has Ed25519", e);
    }
  }

  /** X.509, base64. */
  String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }
}
