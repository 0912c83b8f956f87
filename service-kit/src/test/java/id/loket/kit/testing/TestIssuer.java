package id.loket.kit.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * An OpenID Connect issuer that runs: a discovery document and a key set over HTTP (OpenID Connect
 * Discovery 1.0), and tokens signed with its newest key. As the issuers in the field it publishes a
 * key for encryption too, and its path is not the root.
 */
public final class TestIssuer implements AutoCloseable {
  public static final String AUDIENCE = "loket";
  private static final int RSA_BITS = 2048;

  private final HttpServer server;
  private final AtomicInteger keySetsGiven = new AtomicInteger();
  private volatile PublicJsonWebKey key;
  private volatile JsonWebKeySet published;
  private volatile String claimedIssuer;
  private int made;

  public TestIssuer() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    claimedIssuer = url();
    rotate();
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/realms/kota/.well-known/openid-configuration",
        exchange ->
            answer(
                exchange,
                "{\"issuer\":\"" + claimedIssuer + "\",\"jwks_uri\":\"" + url() + "/certs\"}"));
    server.createContext(
        "/realms/kota/certs",
        exchange -> {
          keySetsGiven.incrementAndGet();
          answer(exchange, published.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        });
    server.start();
  }

  /** Its issuer identifier. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/kota";
  }

  /** Another key, the former ones withdrawn. */
  public void rotate() {
    try {
      key = RsaJwkGenerator.generateJwk(RSA_BITS);
      key.setKeyId("signs-" + ++made);
      key.setUse("sig");
      key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
      PublicJsonWebKey encrypts = RsaJwkGenerator.generateJwk(RSA_BITS);
      encrypts.setKeyId("encrypts");
      encrypts.setUse("enc");
      encrypts.setAlgorithm("RSA-OAEP");
      published = new JsonWebKeySet(encrypts, key);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs with elliptic curves from now on, with a key that names no algorithm. */
  public void useEllipticCurve() {
    try {
      key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
      key.setKeyId("curve-" + ++made);
      published = new JsonWebKeySet(key);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What its discovery document says of itself from now on. */
  public void claimToBe(String issuer) {
    claimedIssuer = issuer;
  }

  /** How often its key set was fetched. */
  public int keySetsGiven() {
    return keySetsGiven.get();
  }

  /** Good claims for five minutes, to be spoilt. */
  public JwtClaims claims(String subject) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(url());
    claims.setSubject(subject);
    claims.setAudience(List.of("account", AUDIENCE));
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(5);
    return claims;
  }

  /** Claims of somebody with a name, a proven address, and roles as Keycloak has them. */
  public JwtClaims person(String subject, String name, String email, String... roles) {
    JwtClaims claims = claims(subject);
    claims.setStringClaim("name", name);
    claims.setStringClaim("locale", "en-GB");
    claims.setStringClaim("email", email);
    claims.setClaim("email_verified", true);
    claims.setClaim("realm_access", Map.of("roles", List.of(roles)));
    return claims;
  }

  /** A token of those claims, signed as the newest key wants. */
  public String sign(JwtClaims claims) {
    return sign(claims, key, key.getKeyId(), "at+jwt");
  }

  public String sign(JwtClaims claims, PublicJsonWebKey with, String keyId, String type) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(
        with.getKeyType().equals("RSA")
            ? AlgorithmIdentifiers.RSA_USING_SHA256
            : AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue(keyId);
    jws.setHeader("typ", type);
    jws.setPayload(claims.toJson());
    jws.setKey(with.getPrivateKey());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public PublicJsonWebKey key() {
    return key;
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
