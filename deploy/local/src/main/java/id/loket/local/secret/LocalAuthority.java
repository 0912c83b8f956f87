package id.loket.local.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority that only those believe who were given its certificate, and the one certificate it
 * has signed: that of all servers of a stack, for 127.0.0.1 and no other name. Made by the JDK's
 * keytool.
 *
 * @param folder where its files are
 */
public record LocalAuthority(Path folder) {
  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  private static final String PASSWORD = "for-this-stack-only";
  private static final int LINE = 64;

  /** Makes one. */
  public static LocalAuthority in(Path folder) {
    LocalAuthority made = new LocalAuthority(folder);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(made.keyStore())) {
        made.make();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return made;
  }

  /** The authority's certificate (PEM): for whoever is to believe the servers. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** The servers' certificate and their authority's (PEM). */
  public Path serverCertificate() {
    return folder.resolve("server.pem");
  }

  /** The servers' key (PKCS #8, PEM). */
  public Path serverKey() {
    return folder.resolve("server-key.pem");
  }

  /** Certificate and key as a PKCS #12 store. */
  public Path keyStore() {
    return folder.resolve("server.p12");
  }

  /** The store's password. */
  public String password() {
    return PASSWORD;
  }

  /** Believes this authority only, and proves itself as the servers do. */
  public SSLContext context() {
    try {
      KeyStore keys = load(keyStore());
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, PASSWORD.toCharArray());
      return context(own.getKeyManagers(), keys.getCertificateChain(SERVER)[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Believes one certificate (PEM), or what it has signed, and nothing else. */
  public static SSLContext believing(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      return context(null, CertificateFactory.getInstance("X.509").generateCertificate(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(KeyManager[] own, Certificate authority)
      throws IOException, GeneralSecurityException {
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    believed.setCertificateEntry(AUTHORITY, authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own, trust.getTrustManagers(), null);
    return context;
  }

  private void make() throws IOException, GeneralSecurityException {
    Path all = folder.resolve("made.p12");
    keytool(all, AUTHORITY, "-dname", "CN=" + folder.toUri(), "-ext", "bc:c");
    keytool(all, SERVER, "-dname", "CN=A server", "-ext", "san=ip:127.0.0.1", "-signer", AUTHORITY);
    KeyStore made = load(all);
    Certificate[] chain = made.getCertificateChain(SERVER);
    pem(certificate(), "CERTIFICATE", chain[1].getEncoded());
    pem(serverCertificate(), "CERTIFICATE", chain[0].getEncoded(), chain[1].getEncoded());
    pem(serverKey(), "PRIVATE KEY", made.getKey(SERVER, PASSWORD.toCharArray()).getEncoded());
    made.deleteEntry(AUTHORITY);
    try (var out = Files.newOutputStream(keyStore())) {
      made.store(out, PASSWORD.toCharArray());
    }
    Files.delete(all);
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static void keytool(Path store, String alias, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool made no certificate: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void pem(Path file, String what, byte[]... ders) throws IOException {
    String text =
        Stream.of(ders)
            .map(
                der ->
                    "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                            what,
                            Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der),
                            what))
            .collect(Collectors.joining());
    id.loket.local.process.PrivateFile.write(file, text);
  }
}
