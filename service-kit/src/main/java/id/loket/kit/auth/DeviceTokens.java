package id.loket.kit.auth;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/**
 * Tokens of field devices, issued by the service that registers them: JWTs signed with that
 * service's Ed25519 key, which every service that is told its name ({@code
 * loket.auth.device-issuer}) and trusts its key can check without asking anybody. They give the
 * role {@link Role#DEVICE} only.
 */
@Singleton
public class DeviceTokens {
  static final String KEY_ID_PREFIX = "device:";
  static final String AUDIENCE = "loket-devices";
  static final String DEVICE = "device";

  private final ServiceTokens signer;

  DeviceTokens(ServiceTokens signer) {
    this.signer = signer;
  }

  /**
   * A token for a device.
   *
   * @param owner the user the device acts for
   * @param until when the token ends
   */
  public String issue(UUID owner, UUID device, Instant until) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(signer.ownName());
    claims.setSubject(owner.toString());
    claims.setAudience(AUDIENCE);
    claims.setIssuedAtToNow();
    claims.setExpirationTime(NumericDate.fromSeconds(until.getEpochSecond()));
    claims.setStringClaim(DEVICE, device.toString());
    return signer.sign(claims, KEY_ID_PREFIX + signer.ownName());
  }
}
