package id.loket.client.factor;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an authenticator app needs to know.
 *
 * @param uri what its QR code says
 */
public record NewSecondFactor(
    @Schema(examples = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") String secret,
    @Schema(examples = "otpauth://totp/Loket:0192f0c1?secret=JBSWY3DPEHPK3PXP&issuer=Loket")
        String uri) {
  static NewSecondFactor of(String secret, String issuer, UUID userId) {
    String account = userId.toString().substring(userId.toString().length() - 8);
    return new NewSecondFactor(
        secret,
        "otpauth://totp/" + issuer + ":" + account + "?secret=" + secret + "&issuer=" + issuer);
  }

  /** Without the secret, for whoever logs it. */
  @Override
  public String toString() {
    return "NewSecondFactor[…]";
  }
}
