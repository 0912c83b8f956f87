package id.loket.ota.testing;

import id.loket.local.apk.AndroidManifest;
import id.loket.local.apk.ApkSigner;
import id.loket.local.apk.SigningBlock;
import id.loket.local.apk.UnsignedApk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packages of Android, small ones: of any version, for phones from Android 9 on; and some that
 * Google's own {@code apksigner} has signed.
 */
public final class Packages {
  /** The package apk-ota takes. */
  public static final String COLL = "id.loket.coll";

  /** The first Android that knows scheme v3. */
  public static final int ANDROID_9 = 28;

  private static final Map<String, ApkSigner> SIGNERS = new ConcurrentHashMap<>();

  private Packages() {}

  /** A package signed by its maker. */
  public static byte[] apk(int versionCode) {
    return apk(COLL, versionCode, "maker", 1000);
  }

  /**
   * A package.
   *
   * @param signer whose certificate it is signed with; each name has its own
   * @param size of what is in it, in bytes
   */
  public static byte[] apk(String packageName, int versionCode, String signer, int size) {
    return signed(unsigned(manifest(packageName, versionCode), size), signer);
  }

  /** What a package for Android 9 and newer says of itself. */
  public static byte[] manifest(String packageName, int versionCode) {
    return AndroidManifest.binary(packageName, versionCode, "1." + versionCode, ANDROID_9, true);
  }

  /** A package as {@code apksigner} has signed it; how, src/test/resources/apk/README.md tells. */
  public static byte[] byApksigner(String name) {
    try (InputStream apk = Packages.class.getResourceAsStream("/apk/" + name)) {
      return apk.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A package, not signed. */
  public static byte[] unsigned(byte[] manifest, int size) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
        zip.write(manifest);
        zip.closeEntry();
        zip.putNextEntry(new ZipEntry("classes.dex"));
        byte[] content = new byte[size];
        new java.util.Random(size).nextBytes(content);
        zip.write(content);
        zip.closeEntry();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signs a package with scheme v3 and nothing else, as for phones from Android 9 on. */
  public static byte[] signed(byte[] apk, String signer) {
    return with(apk, digest -> SigningBlock.of(signer(signer).v3(digest)));
  }

  /** Signs a package with the schemes v2 and v3, by one signer or by two. */
  public static byte[] signedBoth(byte[] apk, String v2Signer, String v3Signer) {
    return with(
        apk, digest -> SigningBlock.of(signer(v2Signer).v2(digest), signer(v3Signer).v3(digest)));
  }

  /** Signs a package with scheme v2 by one who says that there is a v3 too, which is not there. */
  public static byte[] stripped(byte[] apk, String signer) {
    return with(apk, digest -> SigningBlock.of(signer(signer).v2(digest)));
  }

  private interface Block {
    byte[] of(byte[] digest) throws GeneralSecurityException;
  }

  private static byte[] with(byte[] apk, Block block) {
    try {
      Path file = Files.write(Files.createTempFile("loket-package", ".apk"), apk);
      try (UnsignedApk unsigned = UnsignedApk.open(file)) {
        unsigned.insert(block.of(unsigned.digest()));
        return Files.readAllBytes(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ApkSigner signer(String name) {
    return SIGNERS.computeIfAbsent(
        name,
        made -> {
          try {
            return ApkSigner.named(made);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
