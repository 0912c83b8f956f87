package id.loket.local.bench;

import id.loket.local.apk.AndroidManifest;
import id.loket.local.apk.ApkSigner;
import id.loket.local.apk.SigningBlock;
import id.loket.local.apk.UnsignedApk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package of Android of any size, with a manifest and a signature of scheme v3. */
final class SampleApk {
  private static final int CHUNK = 1024 * 1024;

  /** Android 9, the first that knows scheme v3: older ones would look at another signature. */
  private static final int FIRST_WITH_V3 = 28;

  private SampleApk() {}

  /**
   * Makes one.
   *
   * @param size of what is in it, in bytes; nothing of it can be compressed
   */
  static void write(Path file, String packageName, int versionCode, long size)
      throws IOException, InterruptedException, GeneralSecurityException {
    writeUnsigned(file, packageName, versionCode, size);
    try (UnsignedApk apk = UnsignedApk.open(file)) {
      apk.insert(SigningBlock.of(ApkSigner.named("bench").v3(apk.digest())));
    }
  }

  private static void writeUnsigned(Path file, String packageName, int versionCode, long size)
      throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), CHUNK))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
      zip.write(AndroidManifest.binary(packageName, versionCode, "bench", FIRST_WITH_V3, true));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("classes.dex"));
      Random random = new Random(1);
      byte[] chunk = new byte[CHUNK];
      for (long left = size; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        zip.write(chunk, 0, (int) Math.min(CHUNK, left));
      }
      zip.closeEntry();
    }
  }
}
