package id.loket.ota.testing;

import com.android.apksig.internal.apk.v2.SignatureAlgorithm;
import com.android.apksig.internal.apk.v2.V2SchemeSigner;
import com.android.apksig.util.DataSources;
import id.loket.local.apk.AndroidManifest;
import id.loket.local.apk.ApkSigner;
import id.loket.local.apk.SigningBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packages of Android as its build tools make them, small ones. */
public final class Packages {
  /** The package apk-ota takes. */
  public static final String COLL = "id.loket.coll";

  private static final Map<String, ApkSigner> SIGNERS = new ConcurrentHashMap<>();
  private static final int END_OF_DIRECTORY = 22;
  private static final int DIRECTORY_AT = 16;
  private static final int SHA256_BYTES = 32;

  /** In a block with one signature of scheme v2: behind its head, and seven lengths and numbers. */
  private static final int FIRST_DIGEST = 2 * Long.BYTES + Integer.BYTES + 7 * Integer.BYTES;

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
    return signed(
        unsigned(AndroidManifest.binary(packageName, versionCode, "1." + versionCode, true), size),
        signer);
  }

  /** The same, not signed. */
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
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Signs a package with scheme v2: a block between its entries and their directory. The library's
   * own signer of whole packages does not run on this Java.
   */
  public static byte[] signed(byte[] apk, String signer) {
    return with(apk, v2(apk, signer));
  }

  /** Signs a package with scheme v3 and nothing else, as for phones from Android 9 on. */
  public static byte[] signedV3(byte[] apk, String signer) {
    return with(apk, SigningBlock.of(v3(apk, signer)));
  }

  /** Signs a package with both schemes, by one signer or by two. */
  public static byte[] signedBoth(byte[] apk, String v2Signer, String v3Signer) {
    byte[] old = v2(apk, v2Signer);
    return with(
        apk,
        SigningBlock.of(
            Arrays.copyOfRange(old, Long.BYTES, old.length - SigningBlock.FOOT),
            v3(apk, v3Signer)));
  }

  private static byte[] v2(byte[] apk, String signer) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(apk).order(ByteOrder.LITTLE_ENDIAN);
      int end = apk.length - END_OF_DIRECTORY;
      int directory = bytes.getInt(end + DIRECTORY_AT);
      return V2SchemeSigner.generateApkSigningBlock(
          DataSources.asDataSource(bytes.slice(0, directory)),
          DataSources.asDataSource(bytes.slice(directory, end - directory)),
          DataSources.asDataSource(bytes.slice(end, END_OF_DIRECTORY)),
          List.of(config(SIGNERS.computeIfAbsent(signer, Packages::signer))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a block of signatures in its place. */
  private static byte[] with(byte[] apk, byte[] block) {
    ByteBuffer bytes = ByteBuffer.wrap(apk.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int end = apk.length - END_OF_DIRECTORY;
    int directory = bytes.getInt(end + DIRECTORY_AT);
    bytes.putInt(end + DIRECTORY_AT, directory + block.length);
    return ByteBuffer.allocate(apk.length + block.length)
        .put(bytes.array(), 0, directory)
        .put(block)
        .put(bytes.array(), directory, apk.length - directory)
        .array();
  }

  /** The digest over the content is the one scheme v2 signs: Google's code has computed it. */
  private static byte[] v3(byte[] apk, String signer) {
    try {
      byte[] digest =
          Arrays.copyOfRange(v2(apk, signer), FIRST_DIGEST, FIRST_DIGEST + SHA256_BYTES);
      return SIGNERS.get(signer).v3(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ApkSigner signer(String name) {
    try {
      return ApkSigner.named(name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static V2SchemeSigner.SignerConfig config(ApkSigner signer) {
    V2SchemeSigner.SignerConfig config = new V2SchemeSigner.SignerConfig();
    config.privateKey = signer.key();
    config.certificates = List.of(signer.certificate());
    config.signatureAlgorithms = List.of(SignatureAlgorithm.ECDSA_WITH_SHA256);
    return config;
  }
}
