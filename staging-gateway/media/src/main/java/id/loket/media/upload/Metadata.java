package id.loket.media.upload;

import id.loket.kit.http.Sha256;
import id.loket.kit.problem.Problem;
import id.loket.media.item.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What an {@code Upload-Metadata} header says: keys and base64 values, as tus writes them. Of the
 * keys {@code id}, {@code sha256} (hexadecimal digits) and {@code kind} matter; others are left to
 * the sender, {@code filename} and {@code filetype} above all: what a file is, its bytes say.
 */
record Metadata(Optional<UUID> id, Optional<Sha256> sha256, Kind kind) {
  private static final String HEADER = "Upload-Metadata";
  private static final int LONGEST = 4 * 1024;

  /**
   * Reads the header.
   *
   * @param header null when it is absent
   * @throws Problem {@code invalid-input}, naming the header
   */
  static Metadata parse(String header) {
    Map<String, String> values = values(header);
    return new Metadata(
        Optional.ofNullable(values.get("id")).map(Metadata::uuid),
        Optional.ofNullable(values.get("sha256")).map(Metadata::digest),
        Optional.ofNullable(values.get("kind")).map(Metadata::kind).orElse(Kind.PHOTO));
  }

  private static Map<String, String> values(String header) {
    Map<String, String> values = new HashMap<>();
    if (header == null || header.isBlank()) {
      return values;
    }
    if (header.length() > LONGEST) {
      throw Problem.invalid(HEADER, "field.upload.metadata");
    }
    for (String pair : header.split(",", -1)) {
      String[] parts = pair.strip().split(" +");
      if (parts[0].isEmpty() || parts.length > 2) {
        throw Problem.invalid(HEADER, "field.upload.metadata");
      }
      if (values.put(parts[0], parts.length == 1 ? "" : decoded(parts[1])) != null) {
        throw Problem.invalid(HEADER, "field.upload.metadata");
      }
    }
    return values;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(HEADER, "field.upload.metadata");
    }
  }

  private static UUID uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException malformed) {
      // falls through to the problem
    }
    throw Problem.invalid(HEADER + ".id", "field.type.uuid");
  }

  private static Sha256 digest(String text) {
    try {
      return Sha256.ofHex(text);
    } catch (IllegalArgumentException malformed) {
      throw Problem.invalid(HEADER + ".sha256", "field.upload.sha256");
    }
  }

  private static Kind kind(String name) {
    return Kind.named(name)
        .orElseThrow(() -> Problem.invalid(HEADER + ".kind", "field.media.kind"));
  }
}
