package id.loket.ticket.document;

import id.loket.kit.auth.Keys;
import id.loket.ticket.booking.Placed;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
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
  private static final int IDS_LENGTH = 32;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  TicketCode(DocumentConfig config) {
    this.privateKey =
        config
            .signingKey()
            .map(key -> Keys.privateKey(ALGORITHM, key))
            .orElseGet(TicketCode::makeOne);
    this.publicKey = Keys.ed25519PublicKeyOf(privateKey);
  }

  /**
   * What a code says: 16 bytes booking, 16 bytes event, the rest the seat's label in UTF-8. Short,
   * so that the QR code has few, large squares.
   */
  public record Payload(UUID bookingId, UUID eventId, String seat) {
    byte[] bytes() {
      byte[] label = seat.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(IDS_LENGTH + label.length)
          .putLong(bookingId.getMostSignificantBits())
          .putLong(bookingId.getLeastSignificantBits())
          .putLong(eventId.getMostSignificantBits())
          .putLong(eventId.getLeastSignificantBits())
          .put(label)
          .array();
    }

    static Payload of(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new Payload(
          new UUID(buffer.getLong(), buffer.getLong()),
          new UUID(buffer.getLong(), buffer.getLong()),
          new String(bytes, IDS_LENGTH, bytes.length - IDS_LENGTH, StandardCharsets.UTF_8));
    }
  }

  /** The code of a booking's ticket. */
  public String of(Placed placed) {
    Payload payload =
        new Payload(placed.booking().id(), placed.booking().eventId(), placed.seat().label());
    String signed = FORM + "." + base64(payload.bytes());
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
      return Optional.of(Payload.of(Base64.getUrlDecoder().decode(parts[1])));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  /** The key that verifies codes (X.509, base64). */
  public String publicKey() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }

  private static PrivateKey makeOne() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
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
