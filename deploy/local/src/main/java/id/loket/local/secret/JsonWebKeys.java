package id.loket.local.secret;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A public P-256 key as a JSON Web Key Set (RFC 7517) of one, named by its thumbprint (RFC 7638).
 */
public final class JsonWebKeys {
  private JsonWebKeys() {}

  /**
   * @param publicKey X.509 SubjectPublicKeyInfo in base64
   */
  public static String of(String publicKey) {
    try {
      ECPublicKey key =
          (ECPublicKey)
              KeyFactory.getInstance("EC")
                  .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
      String x = coordinate(key.getW().getAffineX());
      String y = coordinate(key.getW().getAffineY());
      // RFC 7638: the required members in this order and without white space.
      String thumbprintInput =
          "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}".formatted(x, y);
      String kid =
          base64Url(
              MessageDigest.getInstance("SHA-256")
                  .digest(thumbprintInput.getBytes(StandardCharsets.UTF_8)));
      return """
          {"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"%s","x":"%s","y":"%s"}]}
          """
          .formatted(kid, x, y);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a P-256 public key", e);
    }
  }

  private static String coordinate(BigInteger value) {
    byte[] fixed = new byte[32];
    byte[] bytes = value.toByteArray();
    int length = Math.min(bytes.length, fixed.length);
    System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
    return base64Url(fixed);
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
