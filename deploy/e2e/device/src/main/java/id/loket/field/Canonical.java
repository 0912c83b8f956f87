package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * JSON in canonical form (RFC 8785, for documents with whole numbers and at most six decimals), and
 * the digests both sides of a sync compare (docs/sync.md).
 */
public final class Canonical {
  private Canonical() {}

  /** The one way to write that document; members that are null are left out. */
  public static String write(JsonNode node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  /** The SHA-256 of a document's canonical form, in hexadecimal digits. */
  public static String hash(JsonNode node) {
    return sha256(write(node).getBytes(StandardCharsets.UTF_8));
  }

  /** The digest of a batch: of its items' ids and hashes. */
  public static String digest(Map<String, String> hashesById) {
    return sha256(
        new TreeMap<>(hashesById)
            .entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8));
  }

  /** The SHA-256 of some bytes, in hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, out);
      case ARRAY -> {
        out.append('[');
        for (int i = 0; i < node.size(); i++) {
          if (i > 0) {
            out.append(',');
          }
          write(node.get(i), out);
        }
        out.append(']');
      }
      case STRING -> writeText(node.textValue(), out);
      case NUMBER -> out.append(number(node));
      default -> out.append(node.asText());
    }
  }

  private static String number(JsonNode node) {
    return node.decimalValue().signum() == 0
        ? "0"
        : node.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static void writeObject(JsonNode node, StringBuilder out) {
    Collection<Map.Entry<String, JsonNode>> members =
        node.properties().stream()
            .filter(member -> !member.getValue().isNull())
            .sorted(Map.Entry.comparingByKey())
            .toList();
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> member : members) {
      if (!first) {
        out.append(',');
      }
      first = false;
      writeText(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
    }
    out.append('}');
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
