package id.loket.kit.auth;

import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Tokens by which one service proves to another who it is: JWTs signed with the calling service's
 * own Ed25519 key, meant for one receiver, valid for a minute.
 */
@Singleton
public class ServiceTokens {
  public static final String KEY_ID_PREFIX = "service:";
  private static final int LIFETIME_SECONDS = 60;
  private static final int RENEW_BEFORE_END_SECONDS = 20;

  private final String name;
  private final Optional<PrivateKey> key;
  private final Map<String, PublicKey> trusted;
  private final Map<String, Issued> issued = new ConcurrentHashMap<>();

  ServiceTokens(@ConfigProperty(name = "quarkus.application.name") String name, AuthConfig config) {
    this.name = name;
    this.key = config.serviceKey().map(text -> Keys.privateKey("Ed25519", text));
    this.trusted = config.serviceTrust().map(ServiceTokens::parseTrust).orElse(Map.of());
  }

  /** The {@code Authorization} header value for a call to that service. */
  public String bearerFor(String receiver) {
    return "Bearer " + tokenFor(receiver);
  }

  Optional<PublicKey> keyOf(String service) {
    return Optional.ofNullable(trusted.get(service));
  }

  String ownName() {
    return name;
  }

  private String tokenFor(String receiver) {
    long now = NumericDate.now().getValue();
    return issued.compute(
            receiver,
            (r, held) ->
                held != null && held.renewAt > now ? held : new Issued(sign(r), renewal(now)))
        .token;
  }

  private static long renewal(long now) {
    return now + LIFETIME_SECONDS - RENEW_BEFORE_END_SECONDS;
  }

  private String sign(String receiver) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(name);
    claims.setSubject(KEY_ID_PREFIX + name);
    claims.setAudience(receiver);
    claims.setIssuedAtToNow();
    claims.setExpirationTime(
        NumericDate.fromSeconds(NumericDate.now().getValue() + LIFETIME_SECONDS));
    return sign(claims, KEY_ID_PREFIX + name);
  }

  /** A JWT signed with this service's own key. */
  String sign(JwtClaims claims, String keyId) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
    jws.setKeyIdHeaderValue(keyId);
    jws.setPayload(claims.toJson());
    jws.setKey(key.orElseThrow(() -> new IllegalStateException("LOKET_SERVICE_KEY is not set")));
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("cannot sign a service token", e);
    }
  }

  static Map<String, PublicKey> parseTrust(String trust) {
    return Arrays.stream(trust.split(","))
        .map(String::strip)
        .filter(entry -> !entry.isEmpty())
        .map(ServiceTokens::nameAndKey)
        .collect(Collectors.toMap(pair -> pair[0], pair -> Keys.publicKey("Ed25519", pair[1])));
  }

  private static String[] nameAndKey(String entry) {
    String[] pair = entry.split("=", 2);
    if (pair.length < 2 || pair[0].isBlank()) {
      throw new IllegalArgumentException("an entry is not <service>=<key>");
    }
    return pair;
  }

  private record Issued(String token, long renewAt) {}
}
