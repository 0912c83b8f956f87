package id.loket.client.keys;

import id.loket.kit.auth.IssuerKeys;
import id.loket.kit.auth.Keys;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.Key;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * The key users' access tokens are signed with; its id is its thumbprint (RFC 7638). Others are
 * published and accepted beside it, so that it can be replaced while tokens are under way.
 */
@Singleton
public class SigningKey implements IssuerKeys {
  private static final Logger LOG = Logger.getLogger(SigningKey.class);

  private final KeyPair pair;
  private final String keyId;

  /** By their ids, the one that signs first. */
  private final Map<String, PublicKey> published = new LinkedHashMap<>();

  @Inject
  SigningKey(KeyConfig config) {
    this.pair = config.privateKey().map(SigningKey::read).orElseGet(SigningKey::makeOne);
    this.keyId = idOf(pair.getPublic());
    published.put(keyId, pair.getPublic());
    config
        .otherKeys()
        .map(SigningKey::readPublic)
        .orElse(List.of())
        .forEach(key -> published.putIfAbsent(idOf(key), key));
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
    return Optional.ofNullable(published.get(keyId));
  }

  /** The public keys as a JSON Web Key Set (RFC 7517). */
  String keySet() {
    List<JsonWebKey> keys =
        published.entrySet().stream()
            .map(
                entry -> {
                  JsonWebKey key = jsonWebKey(entry.getValue());
                  key.setKeyId(entry.getKey());
                  key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
                  key.setUse("sig");
                  return key;
                })
            .toList();
    return new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  private static String idOf(PublicKey key) {
    return jsonWebKey(key).calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private static JsonWebKey jsonWebKey(PublicKey key) {
    return new EllipticCurveJsonWebKey((ECPublicKey) key);
  }

  static KeyPair read(String base64) {
    return P256.of(Keys.privateKey("EC", base64));
  }

  static List<PublicKey> readPublic(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Keys.publicKey("EC", text))
        .toList();
  }

  private static KeyPair makeOne() {
    LOG.warn("LOKET_JWT_PRIVATE_KEY is not set: access tokens will not outlive this process");
    return P256.generate();
  }
}
