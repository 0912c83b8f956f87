package id.loket.local.apk;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A package that is not signed yet: what the schemes v2 and v3 sign of it, and where they go. */
public final class UnsignedApk implements Closeable {
  private static final int CHUNK = 1024 * 1024;
  private static final int END_OF_DIRECTORY = 22;
  private static final int DIRECTORY_AT = 16;

  private final FileChannel apk;
  private final long directory;
  private final ByteBuffer tail;

  private UnsignedApk(FileChannel apk, long directory, ByteBuffer tail) {
    this.apk = apk;
    this.directory = directory;
    this.tail = tail;
  }

  /** Opens an archive that ends with its directory, without a comment. */
  public static UnsignedApk open(Path file) throws IOException {
    FileChannel apk = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer at = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readWhole(apk, apk.size() - END_OF_DIRECTORY + DIRECTORY_AT, at);
    long directory = Integer.toUnsignedLong(at.getInt(0));
    ByteBuffer tail =
        ByteBuffer.allocate((int) (apk.size() - directory)).order(ByteOrder.LITTLE_ENDIAN);
    readWhole(apk, directory, tail);
    return new UnsignedApk(apk, directory, tail);
  }

  /** What is signed, as the schemes' descriptions say: SHA-256 over all chunks' SHA-256. */
  public byte[] digest() throws IOException, GeneralSecurityException {
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

  /** Puts a block of signatures in its place. */
  public void insert(byte[] block) throws IOException {
    tail.putInt(tail.capacity() - END_OF_DIRECTORY + DIRECTORY_AT, (int) directory + block.length);
    apk.position(directory);
    writeWhole(apk, ByteBuffer.wrap(block));
    writeWhole(apk, tail.rewind());
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

  @Override
  public void close() throws IOException {
    apk.close();
  }
}
