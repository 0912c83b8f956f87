package id.loket.report.notice;

import id.loket.kit.auth.Keys;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Optional;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Proves to push services who sends (VAPID, RFC 8292). */
@Singleton
class Vapid implements ConfigurationCheck {
  private static final float LIFETIME_MINUTES = 60;

  private final NoticeConfig config;
  private final Optional<PrivateKey> privateKey;
  private final Optional<String> publicKey;

  Vapid(NoticeConfig config) {
    this.config = config;
    this.privateKey =
        config.vapidKey().filter(key -> !key.isBlank()).map(key -> Keys.privateKey("EC", key));
    this.publicKey =
        config
            .vapidPublicKey()
            .filter(key -> !key.isBlank())
            .map(key -> (ECPublicKey) Keys.publicKey("EC", key))
            .map(PushKey::encode)
            .map(bytes -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public void check(Faults faults) {
    faults
        .readable(
            "LOKET_VAPID_KEY",
            config.vapidKey(),
            key -> Keys.privateKey("EC", key),
            "set it to an EC P-256 private key, PKCS #8 DER in base64, or to nothing")
        .readable(
            "LOKET_VAPID_PUBLIC_KEY",
            config.vapidPublicKey(),
            key -> Keys.publicKey("EC", key),
            "set it to the public half of LOKET_VAPID_KEY, X.509 DER in base64, or to nothing");
  }

  /** The key browsers subscribe with; empty when browsers are not told here. */
  Optional<String> publicKey() {
    return privateKey.isPresent() ? publicKey : Optional.empty();
  }

  /** The {@code Authorization} value for that push service. */
  String authorization(URI endpoint) {
    JwtClaims claims = new JwtClaims();
    claims.setAudience(endpoint.getScheme() + "://" + endpoint.getAuthority());
    claims.setExpirationTimeMinutesInTheFuture(LIFETIME_MINUTES);
    claims.setSubject(config.vapidContact());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setHeader("typ", "JWT");
    jws.setPayload(claims.toJson());
    jws.setKey(privateKey.orElseThrow(() -> new Undeliverable("web-push-not-offered")));
    try {
      return "vapid t=" + jws.getCompactSerialization() + ", k=" + publicKey.orElseThrow();
    } catch (JoseException e) {
      throw new IllegalStateException("cannot sign for a push service", e);
    }
  }
}
