package id.loket.kit.testing;

import id.loket.kit.auth.Keys;
import id.loket.local.LocalStack;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Makes tokens as client-app and other services make them. */
public final class TestTokens {
  private static final String ISSUER = "https://loket.local";
  private static final String AUDIENCE = "loket";
  private static final float MINUTES = 10;

  private final LocalStack stack;

  /** Tokens signed with the keys of that stack. */
  public TestTokens(LocalStack stack) {
    this.stack = stack;
  }

  /** The {@code Authorization} value of a user with those roles. */
  public String user(UUID id, String... roles) {
    return "Bearer "
        + sign(claims(id, roles), Keys.privateKey("EC", stack.jwtPrivateKey()), keyId());
  }

  /** Like {@link #user} of somebody whose e-mail address is not proven. */
  public String unverified(UUID id, String... roles) {
    JwtClaims claims = claims(id, roles);
    claims.setClaim("email_verified", false);
    return "Bearer " + sign(claims, Keys.privateKey("EC", stack.jwtPrivateKey()), keyId());
  }

  /** Like {@link #user} with a token that ended a while ago. */
  public String expired(UUID id, String... roles) {
    JwtClaims claims = claims(id, roles);
    claims.setExpirationTimeMinutesInTheFuture(-MINUTES);
    return "Bearer " + sign(claims, Keys.privateKey("EC", stack.jwtPrivateKey()), keyId());
  }

  /** Like {@link #user}, signed with somebody else's key under our key's id. */
  public String forged(UUID id, PrivateKey foreignKey, String... roles) {
    return "Bearer " + sign(claims(id, roles), foreignKey, keyId());
  }

  /** A token without a signature ({@code alg: none}). */
  public String unsigned(UUID id, String... roles) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
    jws.setKeyIdHeaderValue(keyId());
    jws.setPayload(claims(id, roles).toJson());
    return "Bearer " + compact(jws);
  }

  /** The {@code Authorization} value of a service calling another. */
  public String service(String caller, String receiver) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(caller);
    claims.setSubject("service:" + caller);
    claims.setAudience(receiver);
    claims.setExpirationTimeMinutesInTheFuture(1);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setKeyIdHeaderValue("service:" + caller);
    jws.setPayload(claims.toJson());
    jws.setKey(Keys.privateKey("Ed25519", stack.environment(caller).get("LOKET_SERVICE_KEY")));
    return "Bearer " + compact(jws);
  }

  /**
   * The {@code Authorization} value of a field device, as the service that registers it issues it.
   */
  public String device(String issuer, UUID owner, UUID device) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setSubject(owner.toString());
    claims.setAudience("loket-devices");
    claims.setExpirationTimeMinutesInTheFuture(MINUTES);
    claims.setStringClaim("device", device.toString());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setKeyIdHeaderValue("device:" + issuer);
    jws.setPayload(claims.toJson());
    jws.setKey(Keys.privateKey("Ed25519", stack.environment(issuer).get("LOKET_SERVICE_KEY")));
    return "Bearer " + compact(jws);
  }

  private static JwtClaims claims(UUID id, String... roles) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject(id.toString());
    claims.setExpirationTimeMinutesInTheFuture(MINUTES);
    claims.setStringClaim("name", "Siti Rahma");
    claims.setStringClaim("locale", "id");
    claims.setClaim("email_verified", true);
    claims.setStringListClaim("groups", List.of(roles));
    return claims;
  }

  private static String sign(JwtClaims claims, PrivateKey key, String keyId) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue(keyId);
    jws.setPayload(claims.toJson());
    jws.setKey(key);
    return compact(jws);
  }

  private static String compact(JsonWebSignature jws) {
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private String keyId() {
    try {
      List<JsonWebKey> keys =
          new JsonWebKeySet(Files.readString(stack.jwksFile())).getJsonWebKeys();
      return keys.getFirst().getKeyId();
    } catch (JoseException | java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
