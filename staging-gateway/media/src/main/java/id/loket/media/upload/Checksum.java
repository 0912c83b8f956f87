package id.loket.media.upload;

import id.loket.kit.problem.Problem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What an {@code Upload-Checksum} header says of the bytes of one request. */
record Checksum(String algorithm, byte[] expected) {
  private static final Map<String, String> JAVA_NAMES =
      Map.of("sha1", "SHA-1", "sha256", "SHA-256", "md5", "MD5");

  /** The algorithms that are understood, as {@code Tus-Checksum-Algorithm} lists them. */
  static String algorithms() {
    return JAVA_NAMES.keySet().stream().sorted().collect(Collectors.joining(","));
  }

  /**
   * Reads the header.
   *
   * @throws Problem {@code invalid-input}, naming the header
   */
  static Checksum parse(String header) {
    String[] parts = header.strip().split(" +");
    if (parts.length != 2 || !JAVA_NAMES.containsKey(parts[0].toLowerCase(Locale.ROOT))) {
      throw malformed();
    }
    try {
      return new Checksum(parts[0].toLowerCase(Locale.ROOT), Base64.getDecoder().decode(parts[1]));
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  /** A digest to feed with the bytes. */
  MessageDigest digest() {
    try {
      return MessageDigest.getInstance(JAVA_NAMES.get(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  boolean isOf(MessageDigest fed) {
    return MessageDigest.isEqual(expected, fed.digest());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checksum that
        && algorithm.equals(that.algorithm)
        && Arrays.equals(expected, that.expected);
  }

  @Override
  public int hashCode() {
    return 31 * algorithm.hashCode() + Arrays.hashCode(expected);
  }

  private static Problem malformed() {
    return Problem.invalid("Upload-Checksum", "field.upload.checksum", algorithms());
  }
}
