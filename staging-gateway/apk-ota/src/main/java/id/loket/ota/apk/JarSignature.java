package id.loket.ota.apk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Scheme v1, the signature of a JAR, at which phones before Android 7 look and no others; checked
 * by Java itself. It takes no SHA-1, so a package must say that it runs on Android 4.3 (API level
 * 18) or newer: older ones know nothing else.
 */
final class JarSignature {
  private static final Pattern OF_SIGNATURES =
      Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC))");

  private JarSignature() {}

  /**
   * Checks every entry.
   *
   * @return the certificate all are signed with; empty when there is one that is not
   * @throws Apk.Unfit when a signature does not fit
   */
  static Optional<X509Certificate> check(Path file) throws IOException, Apk.Unfit {
    try (JarFile jar = new JarFile(file.toFile(), true)) {
      X509Certificate signer = null;
      Enumeration<JarEntry> entries = jar.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (entry.isDirectory()
            || OF_SIGNATURES.matcher(entry.getName().toUpperCase(Locale.ROOT)).matches()) {
          continue;
        }
        Optional<X509Certificate> found = signerOf(jar, entry);
        if (found.isEmpty()) {
          return Optional.empty();
        }
        if (signer != null && !signer.equals(found.get())) {
          throw new Apk.Unfit(Apk.Fault.KEY_CHANGED);
        }
        signer = found.get();
      }
      return Optional.ofNullable(signer);
    } catch (SecurityException broken) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
  }

  /** An entry's signer is known once all of it was read. */
  private static Optional<X509Certificate> signerOf(JarFile jar, JarEntry entry)
      throws IOException, Apk.Unfit {
    try (InputStream in = jar.getInputStream(entry)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    CodeSigner[] signers = entry.getCodeSigners();
    if (signers == null || signers.length == 0) {
      return Optional.empty();
    }
    if (signers.length > 1) {
      throw new Apk.Unfit(Apk.Fault.KEY_CHANGED);
    }
    Certificate certificate = signers[0].getSignerCertPath().getCertificates().getFirst();
    return Optional.of((X509Certificate) certificate);
  }
}
