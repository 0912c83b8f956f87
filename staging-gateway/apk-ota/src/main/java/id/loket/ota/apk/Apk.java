package id.loket.ota.apk;

import com.android.apksig.apk.ApkFormatException;
import com.android.apksig.apk.ApkUtils;
import com.android.apksig.internal.apk.v2.V2SchemeVerifier;
import com.android.apksig.util.DataSource;
import com.android.apksig.util.DataSources;
import com.android.apksig.zip.ZipFormatException;
import id.loket.kit.http.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
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
    SIGNATURE_BROKEN
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
   * Looks at a file: its archive, its manifest, and its signature of scheme v2, every byte of it.
   * Phones as of Android 7 install nothing whose v2 signature does not fit.
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
      } catch (IllegalArgumentException unreadable) {
        throw new Unfit(Fault.UNREADABLE_MANIFEST);
      }
    } catch (java.util.zip.ZipException broken) {
      throw new Unfit(Fault.NOT_AN_ARCHIVE);
    }
  }

  private static String signer(Path file) throws IOException, Unfit {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      DataSource apk = DataSources.asDataSource(bytes);
      V2SchemeVerifier.Result result = V2SchemeVerifier.verify(apk, ApkUtils.findZipSections(apk));
      if (!result.verified || result.signers.isEmpty()) {
        throw new Unfit(Fault.SIGNATURE_BROKEN);
      }
      X509Certificate certificate = result.signers.getFirst().certs.getFirst();
      return Sha256.ofContent(certificate.getEncoded()).hex();
    } catch (V2SchemeVerifier.SignatureNotFoundException absent) {
      throw new Unfit(Fault.NOT_SIGNED);
    } catch (ZipFormatException | ApkFormatException broken) {
      throw new Unfit(Fault.NOT_AN_ARCHIVE);
    } catch (CertificateEncodingException | RuntimeException broken) {
      throw new Unfit(Fault.SIGNATURE_BROKEN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has what APKs are signed with", e);
    }
  }
}
