package id.loket.client.session;

import id.loket.client.keys.SigningKey;
import id.loket.client.user.Account;
import id.loket.kit.auth.AuthConfig;
import id.loket.kit.id.Ids;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/** Issues access tokens: JWTs (RFC 7519) every service can verify by itself. */
@Singleton
public class AccessTokens {
  private final SigningKey key;
  private final AuthConfig auth;
  private final SessionConfig config;

  AccessTokens(SigningKey key, AuthConfig auth, SessionConfig config) {
    this.key = key;
    this.auth = auth;
    this.config = config;
  }

  /**
   * A token for that user, issued in that session. It carries no e-mail address.
   *
   * @param roles those of the account's that the session gives
   */
  String issue(Account account, Set<String> roles, UUID sessionId) {
    JwtClaims claims = new JwtClaims();
    NumericDate now = NumericDate.now();
    NumericDate end = NumericDate.fromSeconds(now.getValue() + lifetimeSeconds());
    claims.setIssuer(auth.issuer());
    claims.setAudience(auth.audience());
    claims.setSubject(account.id().toString());
    claims.setIssuedAt(now);
    claims.setExpirationTime(end);
    claims.setJwtId(Ids.next().toString());
    claims.setStringClaim("upn", account.id().toString());
    claims.setStringClaim("name", account.name());
    claims.setStringClaim("locale", account.language().tag());
    claims.setStringClaim("sid", sessionId.toString());
    claims.setClaim("email_verified", account.verified());
    claims.setStringListClaim("groups", List.copyOf(roles));
    return key.sign(claims.toJson());
  }

  long lifetimeSeconds() {
    return config.accessTokenLifetime().toSeconds();
  }
}
