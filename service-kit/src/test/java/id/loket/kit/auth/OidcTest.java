package id.loket.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.testing.TestIssuer;
import id.loket.kit.tls.Authorities;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer outside, fetched from a running one. */
class OidcTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String SUBJECT = "auth0|5f7c8ec7c33c6c004bbafe82";

  private final AtomicLong nanos = new AtomicLong();
  private Vertx vertx;
  private TestIssuer issuer;
  private BearerTokens tokens;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    issuer = new TestIssuer();
    tokens = tokens(Map.of());
  }

  @AfterEach
  void stop() {
    issuer.close();
    vertx.close().await().atMost(LONG);
  }

  @Test
  void aGoodTokenIsItsPersons() {
    SecurityIdentity known =
        identify(issuer.sign(issuer.person(SUBJECT, "Siti Aminah", "siti@example.org", "citizen")));

    assertThat(known.getPrincipal().getName())
        .isEqualTo(OidcUsers.idOf(issuer.url(), SUBJECT).toString());
    assertThat(UUID.fromString(known.getPrincipal().getName()).version()).isEqualTo(5);
    assertThat(known.<String>getAttribute(Caller.NAME)).isEqualTo("Siti Aminah");
    assertThat(known.<String>getAttribute(Caller.EMAIL)).isEqualTo("siti@example.org");
    assertThat(known.<Boolean>getAttribute(Caller.EMAIL_VERIFIED)).isTrue();
    assertThat(known.<String>getAttribute(Caller.LOCALE)).isEqualTo("en");
    assertThat(known.getRoles()).containsExactly(Role.CITIZEN);
  }

  @Test
  void anIdIsAlwaysTheSameAndOneThatIsOneIsKept() {
    UUID id = UUID.randomUUID();

    assertThat(OidcUsers.idOf("https://a.example", id.toString().toUpperCase())).isEqualTo(id);
    assertThat(OidcUsers.idOf("https://a.example", "1-1-1-1-1")).isNotEqualTo(new UUID(0, 0));
    assertThat(OidcUsers.idOf("https://a.example", "siti"))
        .isEqualTo(OidcUsers.idOf("https://a.example", "siti"))
        .isNotEqualTo(OidcUsers.idOf("https://b.example", "siti"))
        .isNotEqualTo(OidcUsers.idOf("https://a.example", "Siti"));
  }

  @Test
  void aKeyWithoutAnAlgorithmIsUsedAsItsKindAllows() {
    issuer.useEllipticCurve();

    assertThat(identify(issuer.sign(issuer.claims(SUBJECT))).isAnonymous()).isFalse();
  }

  @Test
  void keysRotateAndWithdrawnOnesEnd() {
    PublicJsonWebKey former = issuer.key();
    identify(issuer.sign(issuer.claims("one")));
    issuer.rotate();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());

    assertThat(identify(issuer.sign(issuer.claims("two"))).isAnonymous()).isFalse();
    refused(issuer.sign(issuer.claims("three"), former, former.getKeyId(), "at+jwt"));
  }

  @Test
  void keysNobodyKnowsDoNotFloodTheIssuer() throws Exception {
    identify(issuer.sign(issuer.claims(SUBJECT)));
    PublicJsonWebKey forged = RsaJwkGenerator.generateJwk(2048);

    for (int i = 0; i < 20; i++) {
      refused(issuer.sign(issuer.claims(SUBJECT), forged, "unknown-" + i, "at+jwt"));
    }

    assertThat(issuer.keySetsGiven()).isEqualTo(1);
  }

  @Test
  void aSpoiltTokenIsRefused() throws Exception {
    identify(issuer.sign(issuer.claims(SUBJECT)));

    refused(claims -> claims.setAudience("account"));
    refused(claims -> claims.unsetClaim("aud"));
    refused(claims -> claims.setIssuer("https://somebody.example"));
    refused(claims -> claims.setIssuer(issuer.url() + "/"));
    refused(claims -> claims.unsetClaim("sub"));
    refused(claims -> claims.unsetClaim("exp"));
    refused(claims -> claims.setExpirationTime(NumericDate.fromMilliseconds(1_000)));
    refused(claims -> claims.setNotBeforeMinutesInThePast(-5));
    refused(
        issuer.sign(issuer.claims(SUBJECT), issuer.key(), issuer.key().getKeyId(), "logout+jwt"));
    refused(issuer.sign(issuer.claims(SUBJECT), issuer.key(), "encrypts", "at+jwt"));
    PublicJsonWebKey forged = RsaJwkGenerator.generateJwk(2048);
    refused(issuer.sign(issuer.claims(SUBJECT), forged, issuer.key().getKeyId(), "at+jwt"));
    String good = issuer.sign(issuer.claims(SUBJECT));
    refused(good.substring(0, good.lastIndexOf('.') + 1) + "AAAA");
  }

  @Test
  void noAlgorithmAndTheWrongOneAreRefused() throws Exception {
    identify(issuer.sign(issuer.claims(SUBJECT)));
    String keyId = issuer.key().getKeyId();
    String payload = issuer.claims(SUBJECT).toJson();

    refused(
        base64("{\"alg\":\"none\",\"kid\":\"" + keyId + "\"}") + "." + base64(payload) + ".AAAA");
    refused(base64("{\"alg\":\"none\",\"kid\":\"" + keyId + "\"}") + "." + base64(payload) + ".");
    // the public key as the secret both sides share
    refused(
        signed(
            payload,
            keyId,
            AlgorithmIdentifiers.HMAC_SHA256,
            new HmacKey(issuer.key().getPublicKey().getEncoded())));
    // good by itself, but the key says RS256
    refused(
        signed(
            payload,
            keyId,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            issuer.key().getPrivateKey()));
  }

  @Test
  void aDocumentThatIsAnotherIssuersOpensNothing() {
    issuer.claimToBe("https://somebody.example");

    refused(issuer.sign(issuer.claims(SUBJECT)));
    assertThat(issuer.keySetsGiven()).isZero();
  }

  @Test
  void withoutSuchAnIssuerItsTokensAreNobodys() {
    tokens = tokens(Map.of("issuer", Optional.empty()));

    refused(issuer.sign(issuer.claims(SUBJECT)));
  }

  @Test
  void rolesAreFoundWhereTheyAreAndBecomeOurs() {
    tokens =
        tokens(
            Map.of(
                "rolesClaim",
                "realm_access.roles",
                "roles",
                Optional.of(List.of("cn=Loket,ou=staff=organiser", "boss=admin", "boss=service"))));
    JwtClaims claims =
        issuer.person(SUBJECT, "Siti", "s@example.org", "cn=Loket,ou=staff", "admin", "offline");

    assertThat(identify(issuer.sign(claims)).getRoles())
        .containsExactlyInAnyOrder(Role.CITIZEN, Role.ORGANISER);
  }

  @Test
  void nobodyBecomesAServiceOrADevice() {
    JwtClaims claims = issuer.claims(SUBJECT);
    claims.setStringListClaim("groups", Role.SERVICE, Role.DEVICE, Role.ORGANISER);

    assertThat(identify(issuer.sign(claims)).getRoles())
        .containsExactlyInAnyOrder(Role.CITIZEN, Role.ORGANISER);
  }

  @Test
  void rolesThatNeedASecondFactorAreHeldBackWithoutOne() {
    JwtClaims claims = issuer.claims(SUBJECT);
    claims.setStringClaim("groups", "admin organiser");
    assertThat(identify(issuer.sign(claims)).getRoles()).doesNotContain(Role.ADMIN);

    claims.setStringListClaim("amr", "pwd", "otp");
    assertThat(identify(issuer.sign(claims)).getRoles()).contains(Role.ADMIN, Role.ORGANISER);

    claims.setStringListClaim("amr", "pwd");
    claims.setStringClaim("acr", "mfa");
    assertThat(identify(issuer.sign(claims)).getRoles()).contains(Role.ADMIN);
  }

  @Test
  void anAddressNobodyProvedIsNotProven() {
    JwtClaims claims = issuer.person(SUBJECT, "Siti", "s@example.org");
    claims.setClaim("email_verified", false);
    assertThat(verified(claims)).isFalse();

    claims.unsetClaim("email_verified");
    assertThat(verified(claims)).isFalse();

    claims.setClaim("email_verified", "true");
    assertThat(verified(claims)).isTrue();

    claims.unsetClaim("email");
    assertThat(verified(claims)).isFalse();
  }

  private boolean verified(JwtClaims claims) {
    return identify(issuer.sign(claims)).<Boolean>getAttribute(Caller.EMAIL_VERIFIED);
  }

  private SecurityIdentity identify(String token) {
    return tokens.identify("Bearer " + token).await().atMost(LONG);
  }

  private void refused(Consumer<JwtClaims> spoiling) {
    JwtClaims claims = issuer.claims(SUBJECT);
    spoiling.accept(claims);
    refused(issuer.sign(claims));
  }

  private void refused(String token) {
    assertThatThrownBy(() -> identify(token)).isInstanceOf(AuthenticationFailedException.class);
  }

  private static String signed(
      String payload, String keyId, String algorithm, java.security.Key key) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setKeyIdHeaderValue(keyId);
    jws.setPayload(payload);
    jws.setKey(key);
    jws.setDoKeyValidation(false);
    return jws.getCompactSerialization();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private BearerTokens tokens(Map<String, Object> changed) {
    AuthConfig own =
        config(
            AuthConfig.class,
            Map.of(
                "issuer",
                "https://loket.local",
                "audience",
                "loket",
                "jwks",
                "http://127.0.0.1:1/",
                "serviceKey",
                Optional.empty(),
                "serviceTrust",
                Optional.empty(),
                "deviceIssuer",
                Optional.empty()),
            Map.of());
    OidcConfig outside =
        config(
            OidcConfig.class,
            Map.of(
                "issuer", Optional.of(issuer.url()),
                "audience", TestIssuer.AUDIENCE,
                "rolesClaim", "groups",
                "roles", Optional.empty(),
                "everybody", Optional.of(Role.CITIZEN),
                "secondFactorFor", Optional.of(Set.of(Role.ADMIN, Role.OFFICER)),
                "secondFactorValues", Set.of("mfa", "otp")),
            changed);
    Authorities nobodyElse = new Authorities(Optional.empty());
    return new BearerTokens(
        own,
        new UserKeys(nobodysOwn(), own, nobodyElse, vertx),
        new ServiceTokens("t", own),
        new OidcTokens(outside, nobodyElse, vertx, nanos::get),
        new OidcUsers(outside));
  }

  static <T> T config(Class<T> type, Map<String, Object> values, Map<String, Object> changed) {
    return type.cast(
        Proxy.newProxyInstance(
            OidcTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                changed.getOrDefault(method.getName(), values.get(method.getName()))));
  }

  @SuppressWarnings("unchecked")
  private static Instance<IssuerKeys> nobodysOwn() {
    return (Instance<IssuerKeys>)
        Proxy.newProxyInstance(
            OidcTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> false);
  }
}
