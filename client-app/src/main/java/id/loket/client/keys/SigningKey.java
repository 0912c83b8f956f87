package id.loket.client.keys;

import id.loket.kit.auth.IssuerKeys;
import id.loket.kit.auth.Keys;
import jakarta.inject.Singleton;
import java.security.Key;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** The key users' access tokens are signed with; its id is its thumbprint (RFC 7638). */
@Singleton
public class SigningKey implements IssuerKeys {
  private static final Logger LOG = Logger.getLogger(SigningKey.class);

  private final KeyPair pair;
  private final String keyId;

  SigningKey(KeyConfig config) {
    this.pair = config.privateKey().map(SigningKey::read).orElseGet(SigningKey::makeOne);
    this.keyId = jsonWebKey().calculateBase64urlEncodedThumbprint("SHA-256");
  }

  /** Signs claims as a compact JWT with ES256. */
  public String sign(String claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue(keyId);
    jws.setHeader("typ", "JWT");
    jws.setPayload(claims);
    jws.setKey(pair.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("cannot sign an access token", e);
    }
  }

  @Override
  public Optional<Key> find(String keyId) {
    return this.keyId.equals(keyId) ? Optional.of(pair.getPublic()) : Optional.empty();
  }

  /** The public half as a JSON Web Key Set (RFC 7517). */
  String keySet() {
    JsonWebKey key = jsonWebKey();
    key.setKeyId(keyId);
    key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    key.setUse("sig");
    return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private JsonWebKey jsonWebKey() {
    return new EllipticCurveJsonWebKey((ECPublicKey) pair.getPublic());
  }

  static KeyPair read(String base64) {
    return P256.of(Keys.privateKey("EC", base64));
  }

  private static KeyPair makeOne() {
    LOG.warn("LOKET_JWT_PRIVATE_KEY is not set: access tokens will not outlive this process");
    return P256.generate();
  }
}
