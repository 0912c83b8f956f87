package id.loket.ota.apk;

import com.android.apksig.apk.ApkFormatException;
import com.android.apksig.apk.ApkUtils;
import com.android.apksig.internal.apk.v2.V2SchemeVerifier;
import com.android.apksig.util.DataSource;
import com.android.apksig.util.DataSources;
import com.android.apksig.zip.ZipFormatException;
import id.loket.kit.http.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A package file of Android, looked at as a phone does before it installs one.
 *
 * @param signer the SHA-256 of the certificate it is signed with, in hexadecimal digits
 */
public record Apk(
    String packageName,
    long versionCode,
    String versionName,
    String sha256,
    long size,
    String signer) {
  private static final String MANIFEST = "AndroidManifest.xml";
  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;

  /** What keeps a file from being a release. */
  public enum Fault {
    NOT_AN_ARCHIVE,
    NO_MANIFEST,
    UNREADABLE_MANIFEST,
    NOT_SIGNED,
    SIGNATURE_BROKEN,
    /** It is signed with several keys: one for old phones, or for some versions, and another. */
    KEY_CHANGED
  }

  /** The file is none. */
  public static final class Unfit extends Exception {
    private final Fault fault;

    Unfit(Fault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }

    public Fault fault() {
      return fault;
    }
  }

  /**
   * Looks at a file: its archive, its manifest, and its signatures of the schemes v2 and v3, every
   * byte of it. It has at least one of them, and each it has must fit: phones from Android 9 on
   * look at v3, those from 7 on at v2.
   */
  public static Apk of(Path file) throws IOException, Unfit {
    BinaryManifest manifest = manifest(file);
    return new Apk(
        manifest.packageName(),
        manifest.versionCode(),
        manifest.versionName() == null ? "" : manifest.versionName(),
        Sha256.ofFile(file).hex(),
        Files.size(file),
        signer(file));
  }

  private static BinaryManifest manifest(Path file) throws IOException, Unfit {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(MANIFEST);
      if (entry == null) {
        throw new Unfit(Fault.NO_MANIFEST);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
        if (bytes.length > LARGEST_MANIFEST) {
          throw new Unfit(Fault.UNREADABLE_MANIFEST);
        }
        return BinaryManifest.parse(bytes);
      } catch (EOFException | IllegalArgumentException unreadable) {
        throw new Unfit(Fault.UNREADABLE_MANIFEST);
      }
    } catch (java.util.zip.ZipException | EOFException broken) {
      throw new Unfit(Fault.NOT_AN_ARCHIVE);
    }
  }

  private static String signer(Path file) throws IOException, Unfit {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      DataSource apk = DataSources.asDataSource(bytes);
      ApkUtils.ZipSections sections = ApkUtils.findZipSections(apk);
      Optional<X509Certificate> v3 = V3Signature.check(apk, sections);
      Optional<X509Certificate> v2 = v2(apk, sections);
      if (v2.isPresent() && v3.isPresent() && !v2.equals(v3)) {
        throw new Unfit(Fault.KEY_CHANGED);
      }
      X509Certificate certificate = v3.or(() -> v2).orElseThrow(() -> new Unfit(Fault.NOT_SIGNED));
      return Sha256.ofContent(certificate.getEncoded()).hex();
    } catch (ZipFormatException | ApkFormatException broken) {
      throw new Unfit(Fault.NOT_AN_ARCHIVE);
    } catch (CertificateEncodingException | RuntimeException broken) {
      throw new Unfit(Fault.SIGNATURE_BROKEN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has what APKs are signed with", e);
    }
  }

  private static Optional<X509Certificate> v2(DataSource apk, ApkUtils.ZipSections sections)
      throws IOException, Unfit, ApkFormatException, NoSuchAlgorithmException {
    try {
      V2SchemeVerifier.Result result = V2SchemeVerifier.verify(apk, sections);
      if (!result.verified || result.signers.isEmpty()) {
        throw new Unfit(Fault.SIGNATURE_BROKEN);
      }
      return Optional.of(result.signers.getFirst().certs.getFirst());
    } catch (V2SchemeVerifier.SignatureNotFoundException absent) {
      return Optional.empty();
    }
  }
}
