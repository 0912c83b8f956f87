package id.loket.kit.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.loket.kit.http.Sha256;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Reads {@code Authorization: Bearer} (RFC 6750). A token's key id decides what it can be: {@code
 * service:<name>} is another service and must be signed with that service's key and meant for this
 * one; {@code device:<name>} is a field device and must be signed by the one service that may
 * register devices, where there is one; any other must be a user's, signed by client-app, or by the
 * {@linkplain OidcTokens issuer outside} where it names that one. The algorithms are fixed, so
 * neither {@code none} nor a public key used as a secret gets in.
 */
@ApplicationScoped
public class BearerTokens implements HttpAuthenticationMechanism {
  private static final String SCHEME = "Bearer ";

  /** Ours have some 700 characters. */
  private static final int MAX_TOKEN_LENGTH = 2 * 1024;

  /** Others' may have long lists of what their people may do elsewhere. */
  private static final int MAX_FOREIGN_TOKEN_LENGTH = 8 * 1024;

  private static final int PARTS = 3;

  /** Each costs two or three kB at most, as long as a token may be: some 10 MB. */
  private static final int MOST_REMEMBERED = 4_000;

  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

  private final AuthConfig config;
  private final UserKeys userKeys;
  private final ServiceTokens services;
  private final OidcTokens outside;
  private final OidcUsers outsiders;

  /**
   * Who sent which token: a signature is verified when its token comes first, not at each of a
   * client's hundred requests. Not longer than the token is valid, and not longer than a key that
   * was withdrawn may matter. Kept under the token's digest, for tokens are secrets and as long as
   * their senders like.
   */
  private final Cache<Sha256, Verified> verified =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();

  BearerTokens(
      AuthConfig config,
      UserKeys userKeys,
      ServiceTokens services,
      OidcTokens outside,
      OidcUsers outsiders) {
    this.config = config;
    this.userKeys = userKeys;
    this.services = services;
    this.outside = outside;
    this.outsiders = outsiders;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext request, IdentityProviderManager providers) {
    return identify(request.request().getHeader("Authorization"));
  }

  /**
   * Who sent this {@code Authorization} header.
   *
   * @param header its value; null when there is none
   * @return nothing (null) without a bearer token; fails with {@link AuthenticationFailedException}
   *     for one that is not good
   */
  public Uni<SecurityIdentity> identify(String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Uni.createFrom().optional(java.util.Optional.empty());
    }
    String token = header.substring(SCHEME.length()).strip();
    if (!isWellFormed(token)) {
      return Uni.createFrom().failure(new AuthenticationFailedException());
    }
    Sha256 digest = Sha256.ofText(token);
    Verified before = verified.getIfPresent(digest);
    if (before != null && before.isValid()) {
      return Uni.createFrom().item(before.identity);
    }
    return Uni.createFrom()
        .item(() -> keyIdOf(token))
        .chain(keyId -> identify(token, keyId))
        .invoke(found -> verified.put(digest, found))
        .map(Verified::identity);
  }

  /**
   * Whether a text is three parts in base64url (RFC 7515 §7.1) of a sensible length. The library
   * that verifies skips characters it does not know: a good token with such characters added would
   * be as many different good tokens as anybody likes.
   */
  private boolean isWellFormed(String token) {
    int longest = outside.areAccepted() ? MAX_FOREIGN_TOKEN_LENGTH : MAX_TOKEN_LENGTH;
    if (token.length() > longest) {
      return false;
    }
    int parts = 1;
    int length = 0;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '.' && length > 0) {
        parts++;
        length = 0;
      } else if (isBase64Url(c)) {
        length++;
      } else {
        return false;
      }
    }
    return parts == PARTS && length > 0;
  }

  private static boolean isBase64Url(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }

  /** How many tokens are remembered now. */
  long remembered() {
    verified.cleanUp();
    return verified.estimatedSize();
  }

  private Uni<Verified> identify(String token, String keyId) {
    if (keyId.startsWith(DeviceTokens.KEY_ID_PREFIX)) {
      return Uni.createFrom().item(() -> device(token, keyId));
    }
    return keyId.startsWith(ServiceTokens.KEY_ID_PREFIX)
        ? Uni.createFrom().item(() -> service(token, keyId))
        : user(token, keyId);
  }

  private Uni<Verified> user(String token, String keyId) {
    if (outside.areAccepted() && outside.isIssuer(issuerOf(token))) {
      return outside
          .verify(token, keyId)
          .map(claims -> new Verified(outsiders.identity(claims), endOf(claims)));
    }
    return userKeys
        .find(keyId)
        .map(key -> key.orElseThrow(AuthenticationFailedException::new))
        .map(
            key ->
                verify(
                    token,
                    key,
                    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                    config.issuer(),
                    config.audience()))
        .map(claims -> new Verified(userIdentity(claims), endOf(claims)));
  }

  private Verified service(String token, String keyId) {
    String name = keyId.substring(ServiceTokens.KEY_ID_PREFIX.length());
    Key key = services.keyOf(name).orElseThrow(AuthenticationFailedException::new);
    JwtClaims claims = verify(token, key, AlgorithmIdentifiers.EDDSA, name, services.ownName());
    return new Verified(
        QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(keyId))
            .addRole(Role.SERVICE)
            .build(),
        endOf(claims));
  }

  private Verified device(String token, String keyId) {
    String issuer = keyId.substring(DeviceTokens.KEY_ID_PREFIX.length());
    Key key =
        config
            .deviceIssuer()
            .filter(issuer::equals)
            .flatMap(services::keyOf)
            .orElseThrow(AuthenticationFailedException::new);
    JwtClaims claims =
        verify(token, key, AlgorithmIdentifiers.EDDSA, issuer, DeviceTokens.AUDIENCE);
    try {
      return new Verified(
          QuarkusSecurityIdentity.builder()
              .setPrincipal(new QuarkusPrincipal(claims.getSubject()))
              .addAttribute(Caller.DEVICE, claims.getStringClaimValue(DeviceTokens.DEVICE))
              .addRole(Role.DEVICE)
              .build(),
          endOf(claims));
    } catch (MalformedClaimException e) {
      throw new AuthenticationFailedException(e);
    }
  }

  private static Instant endOf(JwtClaims claims) {
    try {
      return Instant.ofEpochSecond(claims.getExpirationTime().getValue())
          .plusSeconds(SignedTokens.CLOCK_SKEW_SECONDS);
    } catch (MalformedClaimException e) {
      throw new AuthenticationFailedException(e);
    }
  }

  private static SecurityIdentity userIdentity(JwtClaims claims) {
    try {
      List<String> groups = claims.getStringListClaimValue("groups");
      QuarkusSecurityIdentity.Builder identity =
          QuarkusSecurityIdentity.builder()
              .setPrincipal(new QuarkusPrincipal(claims.getSubject()))
              .addAttribute(Caller.NAME, claims.getStringClaimValue("name"))
              .addAttribute(Caller.LOCALE, claims.getStringClaimValue("locale"))
              .addAttribute(Caller.SESSION, claims.getStringClaimValue("sid"))
              .addAttribute(Caller.EMAIL_VERIFIED, isTrue(claims.getClaimValue("email_verified")));
      if (groups != null) {
        groups.stream().filter(BearerTokens::isOfUsers).forEach(identity::addRole);
      }
      return identity.build();
    } catch (MalformedClaimException e) {
      throw new AuthenticationFailedException(e);
    }
  }

  /** Some issuers write it as text. */
  static boolean isTrue(Object claim) {
    return claim != null && "true".equals(claim.toString());
  }

  static boolean isOfUsers(String group) {
    return !group.equals(Role.SERVICE) && !group.equals(Role.DEVICE);
  }

  private static JwtClaims verify(
      String token, Key key, String algorithm, String issuer, String audience) {
    return SignedTokens.verify(token, key, issuer, audience, new String[] {algorithm});
  }

  private static String keyIdOf(String token) {
    try {
      String keyId =
          ((JsonWebSignature) JsonWebSignature.fromCompactSerialization(token))
              .getKeyIdHeaderValue();
      return keyId == null ? "" : keyId;
    } catch (JoseException | ClassCastException notASignedToken) {
      throw new AuthenticationFailedException(notASignedToken);
    }
  }

  /** Who a token says has made it: that decides by whose keys it is verified, and nothing else. */
  private static String issuerOf(String token) {
    try {
      String issuer =
          JwtClaims.parse(
                  ((JsonWebSignature) JsonWebSignature.fromCompactSerialization(token))
                      .getUnverifiedPayload())
              .getIssuer();
      return issuer == null ? "" : issuer;
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | ClassCastException notASignedToken) {
      throw new AuthenticationFailedException(notASignedToken);
    }
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom()
        .item(
            new ChallengeData(
                HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate", "Bearer"));
  }

  /** Whom a token that was verified stands for, and until when. */
  private record Verified(SecurityIdentity identity, Instant until) {
    boolean isValid() {
      return Instant.now().isBefore(until);
    }
  }
}
