package id.loket.cluster;

import id.loket.local.process.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate that nobody trusts but who was given it, with its key, as the PEM files a TLS
 * Secret is made of. The JDK's keytool makes it: the JDK itself signs certificates in no other way.
 */
final class DevCertificate {
  private static final String LIFE_IN_DAYS = "397";
  private static final String ALIAS = "made";

  private final Path folder;

  DevCertificate(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes {@code <name>.crt} and {@code <name>.key}, unless both are there.
   *
   * @param hosts whom it is for, besides the loopback address
   */
  void ensure(String name, String... hosts) throws IOException {
    Path certificate = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    if (Files.exists(certificate) && Files.exists(key)) {
      return;
    }
    Path store = folder.resolve(name + ".p12");
    // it guards nothing: the file is gone before this method is
    String password = "throw-away";
    try {
      keytool(store, password, hosts);
      KeyStore made = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        made.load(in, password.toCharArray());
      }
      PrivateFile.write(
          key, pem("PRIVATE KEY", made.getKey(ALIAS, password.toCharArray()).getEncoded()));
      PrivateFile.write(certificate, pem("CERTIFICATE", made.getCertificate(ALIAS).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("keytool made a certificate that cannot be read", e);
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static void keytool(Path store, String password, String... hosts) throws IOException {
    String names =
        Stream.of(hosts).map(host -> "dns:" + host).collect(Collectors.joining(",", "", ","));
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + hosts[0],
                "-ext",
                "SAN=" + names + "ip:127.0.0.1",
                "-validity",
                LIFE_IN_DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool made no certificate: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    }
  }

  private static String pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }
}
