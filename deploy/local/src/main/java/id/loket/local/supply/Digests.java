package id.loket.local.supply;

import id.loket.local.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** SHA-256 digests of files by name, as sha256sum writes and checks them. */
public final class Digests {
  private static final int HEX_LENGTH = 64;
  private static final String BETWEEN = "  ";

  private Digests() {}

  public static Map<String, String> read(Path file) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        digests.put(line.substring(HEX_LENGTH).strip(), line.substring(0, HEX_LENGTH));
      }
    }
    return digests;
  }

  static void write(Path file, Map<String, String> digests) throws IOException {
    Files.writeString(
        file,
        digests.entrySet().stream()
            .map(entry -> entry.getValue() + BETWEEN + entry.getKey() + "\n")
            .collect(Collectors.joining()));
  }

  public static String of(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new StackException(file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
