package id.loket.kit.auth;

import io.quarkus.security.AuthenticationFailedException;
import java.security.Key;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.Validator;

/** What is asked of every JSON Web Token (RFC 7519), whoever has made it. */
final class SignedTokens {
  /** How far clocks may be apart. */
  static final int CLOCK_SKEW_SECONDS = 5;

  private SignedTokens() {}

  /**
   * The claims of a token of that issuer for that audience, signed with that key.
   *
   * @param algorithms those that may be: neither {@code none} nor a public key used as a secret
   * @param further what else is asked of it
   * @throws AuthenticationFailedException when it is not good
   */
  static JwtClaims verify(
      String token,
      Key key,
      String issuer,
      String audience,
      String[] algorithms,
      Validator... further) {
    JwtConsumerBuilder consumer =
        new JwtConsumerBuilder()
            .setVerificationKey(key)
            .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithms)
            .setExpectedIssuer(issuer)
            .setExpectedAudience(audience)
            .setRequireExpirationTime()
            .setRequireSubject()
            .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS);
    for (Validator each : further) {
      consumer.registerValidator(each);
    }
    try {
      return consumer.build().processToClaims(token);
    } catch (InvalidJwtException e) {
      throw new AuthenticationFailedException(e);
    }
  }
}
