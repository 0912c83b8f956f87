package id.loket.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.tls.Authorities;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokensTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private EllipticCurveJsonWebKey key;
  private Vertx vertx;
  private BearerTokens tokens;

  @BeforeEach
  void start() throws Exception {
    key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    KeyPair service = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    vertx = Vertx.vertx();
    AuthConfig config =
        config(
            Map.of(
                "issuer",
                "https://loket.local",
                "audience",
                "loket",
                "jwks",
                "http://127.0.0.1:1/",
                "serviceKey",
                Optional.of(base64(service.getPrivate().getEncoded())),
                "serviceTrust",
                Optional.of("collector=" + base64(service.getPublic().getEncoded())),
                "deviceIssuer",
                Optional.of("collector")));
    IssuerKeys own = id -> id.equals("k") ? Optional.of(key.getKey()) : Optional.empty();
    OidcConfig noOther =
        OidcTest.config(
            OidcConfig.class,
            Map.of("issuer", Optional.empty(), "roles", Optional.empty(), "audience", "loket"),
            Map.of());
    tokens =
        new BearerTokens(
            config,
            new UserKeys(instanceOf(own), config, new Authorities(Optional.empty()), vertx),
            new ServiceTokens("t", config),
            new OidcTokens(noOther, new Authorities(Optional.empty()), vertx),
            new OidcUsers(noOther));
  }

  @AfterEach
  void stop() {
    vertx.close().await().atMost(LONG);
  }

  @Test
  void aGoodTokenIsRememberedOnce() throws Exception {
    String token = token();

    assertThat(identify(token).getPrincipal().getName()).isNotBlank();
    assertThat(identify(token).hasRole(Role.CITIZEN)).isTrue();

    assertThat(tokens.remembered()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "=", "~~~~~~~~~~", "!", " x", "\u00e9"})
  void charactersAddedToAGoodTokenMakeNoOtherGoodToken(String added) throws Exception {
    String token = token();
    identify(token);

    refused(token + added);
    refused(token.replace(".", "." + added));

    assertThat(tokens.remembered()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c.d.e"})
  void whatIsNotThreePartsIsRefused(String token) {
    refused(token);
  }

  @Test
  void aLongOneIsRefused() {
    refused("a.b." + "c".repeat(2 * 1024));
  }

  private String token() throws Exception {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("https://loket.local");
    claims.setAudience("loket");
    claims.setSubject(UUID.randomUUID().toString());
    claims.setExpirationTimeMinutesInTheFuture(5);
    claims.setStringListClaim("groups", Role.CITIZEN);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue("k");
    jws.setPayload(claims.toJson());
    jws.setKey(key.getPrivateKey());
    return jws.getCompactSerialization();
  }

  private SecurityIdentity identify(String token) {
    return tokens.identify("Bearer " + token).await().atMost(LONG);
  }

  private void refused(String token) {
    assertThatThrownBy(() -> identify(token)).isInstanceOf(AuthenticationFailedException.class);
  }

  private static String base64(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }

  private static AuthConfig config(Map<String, Object> values) {
    return (AuthConfig)
        Proxy.newProxyInstance(
            BearerTokensTest.class.getClassLoader(),
            new Class<?>[] {AuthConfig.class},
            (proxy, method, arguments) -> values.get(method.getName()));
  }

  @SuppressWarnings("unchecked")
  private static Instance<IssuerKeys> instanceOf(IssuerKeys keys) {
    return (Instance<IssuerKeys>)
        Proxy.newProxyInstance(
            BearerTokensTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> method.getName().equals("isResolvable") ? true : keys);
  }
}
