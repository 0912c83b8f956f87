package id.loket.kit.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 of bytes, as it travels in headers: {@code Repr-Digest: sha-256=:<base64>:} (RFC 9530).
 *
 * @param hex 64 lower-case digits
 */
public record Sha256(String hex) {
  private static final int BYTES = 32;
  private static final int BUFFER = 64 * 1024;
  private static final String NAME = "sha-256=:";

  /**
   * One written in hexadecimal digits.
   *
   * @throws IllegalArgumentException when the text is none
   */
  public static Sha256 ofHex(String hex) {
    return checked(HexFormat.of().parseHex(hex));
  }

  /** That of a text, in UTF-8. */
  public static Sha256 ofText(String text) {
    return ofContent(text.getBytes(StandardCharsets.UTF_8));
  }

  /** That of some bytes. */
  public static Sha256 ofContent(byte[] content) {
    return of(digest().digest(content));
  }

  /** That of a file, read without keeping it. */
  public static Sha256 ofFile(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = digest();
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return of(digest.digest());
    }
  }

  /** That of what a digest was fed with. */
  public static Sha256 of(MessageDigest digest) {
    return of(digest.digest());
  }

  /** A digest to feed. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The one a {@code Repr-Digest} or {@code Content-Digest} header names; empty without the header
   * or when it names other algorithms only.
   *
   * @throws IllegalArgumentException when what it names is no SHA-256
   */
  public static Optional<Sha256> inHeader(String header) {
    return Optional.ofNullable(header).stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::strip)
        .filter(entry -> entry.startsWith(NAME) && entry.endsWith(":"))
        .findFirst()
        .map(entry -> entry.substring(NAME.length(), Math.max(NAME.length(), entry.length() - 1)))
        .map(Base64.getDecoder()::decode)
        .map(Sha256::checked);
  }

  /** The {@code Repr-Digest} header's value. */
  public String header() {
    return NAME + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + ":";
  }

  /** A strong entity tag, quotes included. */
  public String etag() {
    return '"' + hex + '"';
  }

  private static Sha256 checked(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("not a SHA-256");
    }
    return of(bytes);
  }

  private static Sha256 of(byte[] bytes) {
    return new Sha256(HexFormat.of().formatHex(bytes));
  }
}
