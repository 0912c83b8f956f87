package id.loket.local.bench;

import id.loket.local.apk.AndroidManifest;
import id.loket.local.apk.ApkSigner;
import id.loket.local.apk.SigningBlock;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package of Android of any size, with a manifest and a signature of scheme v3. */
final class SampleApk {
  private static final int CHUNK = 1024 * 1024;
  private static final int END_OF_DIRECTORY = 22;
  private static final int DIRECTORY_AT = 16;

  private SampleApk() {}

  /**
   * Makes one.
   *
   * @param size of what is in it, in bytes; nothing of it can be compressed
   */
  static void write(Path file, String packageName, int versionCode, long size)
      throws IOException, InterruptedException, GeneralSecurityException {
    writeUnsigned(file, packageName, versionCode, size);
    try (FileChannel apk =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int tail = (int) (apk.size() - directoryAt(apk));
      long directory = apk.size() - tail;
      ByteBuffer end = ByteBuffer.allocate(tail).order(ByteOrder.LITTLE_ENDIAN);
      readWhole(apk, directory, end);
      byte[] block = SigningBlock.of(ApkSigner.named("bench").v3(digest(apk, directory, end)));
      end.putInt(tail - END_OF_DIRECTORY + DIRECTORY_AT, (int) directory + block.length);
      apk.position(directory);
      writeWhole(apk, ByteBuffer.wrap(block));
      writeWhole(apk, end.rewind());
    }
  }

  private static void writeUnsigned(Path file, String packageName, int versionCode, long size)
      throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), CHUNK))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
      zip.write(AndroidManifest.binary(packageName, versionCode, "bench", true));
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

  private static long directoryAt(FileChannel apk) throws IOException {
    ByteBuffer at = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readWhole(apk, apk.size() - END_OF_DIRECTORY + DIRECTORY_AT, at);
    return Integer.toUnsignedLong(at.getInt(0));
  }

  /** What scheme v3 signs, as its description says. */
  private static byte[] digest(FileChannel apk, long directory, ByteBuffer tail)
      throws IOException, GeneralSecurityException {
    MessageDigest each = MessageDigest.getInstance("SHA-256");
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    int chunks = 0;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = 0; at < directory; at += CHUNK) {
      chunk.clear().limit((int) Math.min(CHUNK, directory - at));
      readWhole(apk, at, chunk);
      digests.writeBytes(digestOf(each, chunk.flip()));
      chunks++;
    }
    // Both are far smaller than a chunk.
    int head = tail.capacity() - END_OF_DIRECTORY;
    digests.writeBytes(digestOf(each, tail.slice(0, head)));
    digests.writeBytes(digestOf(each, tail.slice(head, END_OF_DIRECTORY)));
    each.update((byte) 0x5a);
    each.update(SigningBlock.numbers(chunks + 2));
    return each.digest(digests.toByteArray());
  }

  private static byte[] digestOf(MessageDigest digest, ByteBuffer chunk) {
    digest.update((byte) 0xa5);
    digest.update(SigningBlock.numbers(chunk.remaining()));
    digest.update(chunk);
    return digest.digest();
  }

  private static void readWhole(FileChannel file, long at, ByteBuffer into) throws IOException {
    long from = at;
    while (into.hasRemaining()) {
      int read = file.read(into, from);
      if (read < 0) {
        throw new IOException("the file ends too early");
      }
      from += read;
    }
  }

  private static void writeWhole(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
