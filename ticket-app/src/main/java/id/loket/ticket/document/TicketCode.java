package id.loket.ticket.document;

import id.loket.kit.auth.Keys;
import id.loket.kit.http.Sha256;
import id.loket.ticket.booking.Placed;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs and reads what a ticket's QR code says: {@code LKT2.<key id>.<payload>.<signature>}, all
 * three base64url, signed with Ed25519. Whoever has the public keys can verify a ticket without a
 * network. Codes of before, {@code LKT1.<payload>.<signature>}, name no key and stay good.
 */
@Singleton
public class TicketCode {
  static final String FORM = "LKT2";
  private static final String FORM_WITHOUT_KEY_ID = "LKT1";
  private static final String ALGORITHM = "Ed25519";
  private static final int LONGEST = 1000;
  private static final int IDS_LENGTH = 32;
  private static final int KEY_ID_BYTES = 3;

  private final PrivateKey privateKey;
  private final String keyId;

  /** By their ids, the one that signs first. */
  private final Map<String, PublicKey> publicKeys = new LinkedHashMap<>();

  TicketCode(DocumentConfig config) {
    this.privateKey =
        config
            .signingKey()
            .map(key -> Keys.privateKey(ALGORITHM, key))
            .orElseGet(TicketCode::makeOne);
    PublicKey signing = Keys.ed25519PublicKeyOf(privateKey);
    this.keyId = idOf(signing);
    publicKeys.put(keyId, signing);
    config
        .formerKeys()
        .map(TicketCode::readFormer)
        .orElse(List.of())
        .forEach(key -> publicKeys.putIfAbsent(idOf(key), key));
  }

  static List<PublicKey> readFormer(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> Keys.publicKey(ALGORITHM, text))
        .toList();
  }

  private static String idOf(PublicKey key) {
    return base64(Arrays.copyOf(Sha256.digest().digest(key.getEncoded()), KEY_ID_BYTES));
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
    String signed = FORM + "." + keyId + "." + base64(payload.bytes());
    return signed + "." + base64(sign(signed));
  }

  /** What a genuine code says; empty for a forged or damaged one. */
  public Optional<Payload> read(String code) {
    if (code.length() > LONGEST) {
      return Optional.empty();
    }
    String text = code.strip();
    String[] parts = text.split("\\.");
    try {
      if (parts.length == 4 && parts[0].equals(FORM) && publicKeys.containsKey(parts[1])) {
        return read(text, parts, List.of(publicKeys.get(parts[1])));
      }
      return parts.length == 3 && parts[0].equals(FORM_WITHOUT_KEY_ID)
          ? read(text, parts, List.copyOf(publicKeys.values()))
          : Optional.empty();
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Payload> read(String code, String[] parts, List<PublicKey> keys) {
    byte[] signature = Base64.getUrlDecoder().decode(parts[parts.length - 1]);
    String signed = code.substring(0, code.lastIndexOf('.'));
    return keys.stream().anyMatch(key -> verify(key, signed, signature))
        ? Optional.of(Payload.of(Base64.getUrlDecoder().decode(parts[parts.length - 2])))
        : Optional.empty();
  }

  /** The keys that verify codes (X.509, base64) by their ids, the one that signs first. */
  public Map<String, String> publicKeys() {
    Map<String, String> keys = new LinkedHashMap<>();
    publicKeys.forEach(
        (id, key) -> keys.put(id, Base64.getEncoder().encodeToString(key.getEncoded())));
    return keys;
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

  private static boolean verify(PublicKey publicKey, String text, byte[] given) {
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
