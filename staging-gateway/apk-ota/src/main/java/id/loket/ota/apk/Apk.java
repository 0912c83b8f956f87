package id.loket.ota.apk;

import id.loket.kit.http.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A package file of Android, looked at as a phone does before it installs one.
 *
 * @param minSdk the lowest API level of Android it says it runs on
 * @param signer the SHA-256 of the certificate it is signed with, in hexadecimal digits
 */
public record Apk(
    String packageName,
    long versionCode,
    String versionName,
    int minSdk,
    String sha256,
    long size,
    String signer) {
  private static final String MANIFEST = "AndroidManifest.xml";
  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;

  /** Android 7, the first that looks at scheme v2; older ones look at the archive's own (v1). */
  private static final int FIRST_WITH_V2 = 24;

  /** Android 9, the first that looks at scheme v3. */
  private static final int FIRST_WITH_V3 = 28;

  /** What keeps a file from being a release. */
  public enum Fault {
    NOT_AN_ARCHIVE,
    NO_MANIFEST,
    UNREADABLE_MANIFEST,
    NOT_SIGNED,
    SIGNATURE_BROKEN,
    /** Phones it says it runs on look at a signature it does not have. */
    NOT_SIGNED_FOR_OLD_PHONES,
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
   * Looks at a file: its archive, its manifest, and its signatures, every byte of it. Phones from
   * Android 9 on look at scheme v3, or v2 if there is none; those from 7 on at v2; older ones at
   * v1, the signature of the archive. Each scheme that a phone it says it runs on looks at must be
   * there, each that is there must fit, and all must be of one key.
   */
  public static Apk of(Path file) throws IOException, Unfit {
    BinaryManifest manifest = manifest(file);
    return new Apk(
        manifest.packageName(),
        manifest.versionCode(),
        manifest.versionName() == null ? "" : manifest.versionName(),
        manifest.minSdk(),
        Sha256.ofFile(file).hex(),
        Files.size(file),
        signer(file, manifest.minSdk()));
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

  private static String signer(Path file, int minSdk) throws IOException, Unfit {
    try (Archive archive = Archive.open(file)) {
      Optional<X509Certificate> v2 = BlockSignature.check(archive, BlockSignature.Scheme.V2);
      Optional<X509Certificate> v3 = BlockSignature.check(archive, BlockSignature.Scheme.V3);
      X509Certificate certificate = v3.or(() -> v2).orElseThrow(() -> new Unfit(Fault.NOT_SIGNED));
      if (v2.isPresent() || minSdk < FIRST_WITH_V3) {
        requireOneKey(certificate, v2);
      }
      if (minSdk < FIRST_WITH_V2) {
        requireOneKey(certificate, JarSignature.check(file));
      }
      return Sha256.ofContent(certificate.getEncoded()).hex();
    } catch (java.util.zip.ZipException | EOFException broken) {
      throw new Unfit(Fault.NOT_AN_ARCHIVE);
    } catch (CertificateEncodingException | RuntimeException broken) {
      throw new Unfit(Fault.SIGNATURE_BROKEN);
    }
  }

  private static void requireOneKey(X509Certificate certificate, Optional<X509Certificate> old)
      throws Unfit {
    if (old.isEmpty()) {
      throw new Unfit(Fault.NOT_SIGNED_FOR_OLD_PHONES);
    }
    if (!old.get().equals(certificate)) {
      throw new Unfit(Fault.KEY_CHANGED);
    }
  }
}
