package id.loket.collector.sync;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.http.Sha256;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in canonical form (RFC 8785), so that a device and the server compute the same digest of the
 * same item. Members that are null are left out; numbers are whole or have few decimals, which both
 * sides write plainly.
 */
final class Canonical {
  private static final int FIRST_PRINTABLE = 0x20;

  private Canonical() {}

  static String text(JsonNode node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  /** The SHA-256 of a text in UTF-8, in hex. */
  static String hash(String text) {
    return Sha256.ofText(text).hex();
  }

  private static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      writeObject(node, out);
    } else if (node.isArray()) {
      out.append('[');
      for (int i = 0; i < node.size(); i++) {
        out.append(i == 0 ? "" : ",");
        write(node.get(i), out);
      }
      out.append(']');
    } else if (node.isTextual()) {
      writeText(node.textValue(), out);
    } else if (node.isFloatingPointNumber()) {
      out.append(plain(node.decimalValue()));
    } else {
      out.append(node.asText());
    }
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static void writeObject(JsonNode node, StringBuilder out) {
    // String compares by UTF-16 code units, as the RFC wants it.
    Map<String, JsonNode> members = new TreeMap<>();
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!node.get(name).isNull()) {
                members.put(name, node.get(name));
              }
            });
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> member : members.entrySet()) {
      out.append(first ? "" : ",");
      writeText(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      first = false;
    }
    out.append('}');
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < FIRST_PRINTABLE) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
