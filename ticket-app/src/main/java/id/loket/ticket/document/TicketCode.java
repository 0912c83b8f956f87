package id.loket.ticket.document;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.auth.Keys;
import id.loket.kit.json.TolerantJson;
import id.loket.ticket.booking.Placed;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs and reads what a ticket's QR code says: {@code LKT1.<payload>.<signature>}, both parts
 * base64url, signed with Ed25519. Whoever has the public key can verify a ticket without a network.
 */
@Singleton
public class TicketCode {
  private static final String FORM = "LKT1";
  private static final String ALGORITHM = "Ed25519";
  private static final int LONGEST = 1000;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final TolerantJson json;

  TicketCode(DocumentConfig config, TolerantJson json) {
    this.privateKey = Keys.privateKey(ALGORITHM, config.signingKey());
    this.publicKey = Keys.ed25519PublicKeyOf(privateKey);
    this.json = json;
  }

  /**
   * What a code says.
   *
   * @param b the booking
   * @param e the event
   * @param s the seat's label
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Payload(UUID b, UUID e, String s) {}

  /** The code of a booking's ticket. */
  public String of(Placed placed) {
    Payload payload =
        new Payload(placed.booking().id(), placed.booking().eventId(), placed.seat().label());
    String signed = FORM + "." + base64(json.write(payload).getBytes(StandardCharsets.UTF_8));
    return signed + "." + base64(sign(signed));
  }

  /** What a genuine code says; empty for a forged or damaged one. */
  public Optional<Payload> read(String code) {
    String[] parts = code.strip().split("\\.");
    if (code.length() > LONGEST || parts.length != 3 || !parts[0].equals(FORM)) {
      return Optional.empty();
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      if (!verify(parts[0] + "." + parts[1], signature)) {
        return Optional.empty();
      }
      String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
      return Optional.of(json.read(payload, Payload.class));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** The key that verifies codes (X.509, base64). */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }

  private byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private boolean verify(String text, byte[] given) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(publicKey);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return signature.verify(given);
    } catch (GeneralSecurityException e) {
      return false; // a signature of the wrong length
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
