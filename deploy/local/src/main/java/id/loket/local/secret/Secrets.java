package id.loket.local.secret;

import id.loket.local.process.PrivateFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The passwords and keys of one stack: each made when first asked for, kept in one file that only
 * its owner may read, and the same ever after.
 */
public final class Secrets {
  private final Path file;
  private final Map<String, String> values = new TreeMap<>();
  private final SecureRandom random = new SecureRandom();

  private Secrets(Path file) {
    this.file = file;
  }

  public static Secrets in(Path dataFolder) throws IOException {
    Secrets secrets = new Secrets(dataFolder.resolve("secrets.properties"));
    if (Files.exists(secrets.file)) {
      Properties kept = new Properties();
      kept.load(new StringReader(Files.readString(secrets.file)));
      kept.forEach((name, value) -> secrets.values.put(name.toString(), value.toString()));
    }
    return secrets;
  }

  /** A password of letters and digits, fit for URLs and configuration files. */
  public String password(String name) {
    return kept("password." + name, () -> letters(32));
  }

  /** A Standard Webhooks secret: {@code whsec_} and 32 random bytes in base64. */
  public String webhookSecret() {
    return kept("webhook.secret", () -> "whsec_" + base64(bytes(32)));
  }

  /** 32 random bytes in base64. */
  public String aesKey(String name) {
    return kept("aes." + name, () -> base64(bytes(32)));
  }

  /** PKCS#8 in base64. */
  public String privateKey(String name, KeyKind kind) {
    keep(name, kind);
    return values.get("key." + name + ".private");
  }

  /** X.509 SubjectPublicKeyInfo in base64. */
  public String publicKey(String name, KeyKind kind) {
    keep(name, kind);
    return values.get("key." + name + ".public");
  }

  private synchronized void keep(String name, KeyKind kind) {
    if (values.containsKey("key." + name + ".private")) {
      return;
    }
    KeyPair pair = kind.generate();
    values.put("key." + name + ".private", base64(pair.getPrivate().getEncoded()));
    values.put("key." + name + ".public", base64(pair.getPublic().getEncoded()));
    save();
  }

  private synchronized String kept(String name, Supplier<String> made) {
    String value = values.get(name);
    if (value == null) {
      value = made.get();
      values.put(name, value);
      save();
    }
    return value;
  }

  private void save() {
    StringBuilder text =
        new StringBuilder("# Made for this machine only. Removed by 'make clean-data'.\n");
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    try {
      PrivateFile.write(file, text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String letters(int length) {
    String alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    StringBuilder text = new StringBuilder();
    random.ints(length, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
    return text.toString();
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
