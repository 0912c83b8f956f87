package id.loket.ota.apk;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A package file in its parts: its entries, the block of signatures (since Android 7), the
 * directory of its entries, and the directory's end.
 */
final class Archive implements Closeable {
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int COMMENT_LENGTH = 20;
  private static final int DIRECTORY_SIZE = 12;
  private static final int DIRECTORY_OFFSET = 16;
  private static final String MAGIC = "APK Sig Block 42";
  private static final int BLOCK_FOOT = Long.BYTES + 16;
  private static final long LARGEST_BLOCK = 16 * 1024 * 1024;
  private static final int CHUNK = 1024 * 1024;
  private static final byte OF_CHUNK = (byte) 0xa5;
  private static final byte OF_ALL = 0x5a;

  private final FileChannel file;
  private final long directoryAt;
  private final long endAt;
  private final long blockAt;
  private final Map<String, byte[]> digests = new HashMap<>();

  private Archive(FileChannel file, long directoryAt, long endAt) throws IOException, Apk.Unfit {
    this.file = file;
    this.directoryAt = directoryAt;
    this.endAt = endAt;
    this.blockAt = blockAt();
  }

  /**
   * Opens a file.
   *
   * @throws Apk.Unfit when it is no archive, or its block of signatures is broken
   */
  static Archive open(Path path) throws IOException, Apk.Unfit {
    FileChannel file = FileChannel.open(path);
    try {
      int length = (int) Math.min(file.size(), END_SIZE + LONGEST_COMMENT);
      long from = file.size() - length;
      ByteBuffer tail = read(file, from, length);
      for (int at = length - END_SIZE; at >= 0; at--) {
        boolean isEnd =
            tail.getInt(at) == END
                && Short.toUnsignedInt(tail.getShort(at + COMMENT_LENGTH))
                    == length - END_SIZE - at;
        if (isEnd) {
          long directory = Integer.toUnsignedLong(tail.getInt(at + DIRECTORY_OFFSET));
          long size = Integer.toUnsignedLong(tail.getInt(at + DIRECTORY_SIZE));
          if (directory + size != from + at) {
            break;
          }
          return new Archive(file, directory, from + at);
        }
      }
      throw new Apk.Unfit(Apk.Fault.NOT_AN_ARCHIVE);
    } catch (IOException | Apk.Unfit | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private long blockAt() throws IOException, Apk.Unfit {
    if (directoryAt < BLOCK_FOOT + Long.BYTES) {
      return directoryAt;
    }
    ByteBuffer foot = read(file, directoryAt - BLOCK_FOOT, BLOCK_FOOT);
    long size = foot.getLong();
    if (!StandardCharsets.US_ASCII.decode(foot).toString().equals(MAGIC)) {
      return directoryAt;
    }
    long at = directoryAt - size - Long.BYTES;
    if (size < BLOCK_FOOT || size > LARGEST_BLOCK || at < 0) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
    if (read(file, at, Long.BYTES).getLong() != size) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
    return at;
  }

  /** The signatures of a scheme, if there are any: the block is a list of values with their ids. */
  Optional<ByteBuffer> signatures(int id) throws IOException, Apk.Unfit {
    if (blockAt == directoryAt) {
      return Optional.empty();
    }
    long first = blockAt + Long.BYTES;
    ByteBuffer pairs = read(file, first, (int) (directoryAt - BLOCK_FOOT - first));
    while (pairs.remaining() >= Long.BYTES) {
      long length = pairs.getLong();
      if (length < Integer.BYTES || length > pairs.remaining()) {
        throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
      }
      ByteBuffer pair = pairs.slice(pairs.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
      if (pair.getInt() == id) {
        return Optional.of(pair);
      }
      pairs.position(pairs.position() + (int) length);
    }
    return Optional.empty();
  }

  /**
   * The digest of the digests of all chunks of the file without its signatures: its entries, their
   * directory, and the directory's end as it was before the signatures came in between.
   */
  byte[] contentDigest(String algorithm) throws IOException, GeneralSecurityException {
    byte[] known = digests.get(algorithm);
    if (known != null) {
      return known;
    }
    ByteBuffer end = read(file, endAt, (int) (file.size() - endAt));
    end.putInt(DIRECTORY_OFFSET, (int) blockAt);
    MessageDigest all = MessageDigest.getInstance(algorithm);
    long chunks = chunks(blockAt) + chunks(endAt - directoryAt) + chunks(end.remaining());
    all.update(head(OF_ALL, (int) chunks));
    MessageDigest each = MessageDigest.getInstance(algorithm);
    digestChunks(0, blockAt, each, all);
    digestChunks(directoryAt, endAt, each, all);
    for (int at = 0; at < end.limit(); at += CHUNK) {
      digestChunk(end.slice(at, Math.min(CHUNK, end.limit() - at)), each, all);
    }
    byte[] digest = all.digest();
    digests.put(algorithm, digest);
    return digest;
  }

  private void digestChunks(long from, long to, MessageDigest each, MessageDigest all)
      throws IOException {
    for (long at = from; at < to; at += CHUNK) {
      digestChunk(read(file, at, (int) Math.min(CHUNK, to - at)), each, all);
    }
  }

  private static void digestChunk(ByteBuffer chunk, MessageDigest each, MessageDigest all) {
    each.update(head(OF_CHUNK, chunk.remaining()));
    each.update(chunk);
    all.update(each.digest());
  }

  private static byte[] head(byte kind, int number) {
    return ByteBuffer.allocate(1 + Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(kind)
        .putInt(number)
        .array();
  }

  private static long chunks(long size) {
    return (size + CHUNK - 1) / CHUNK;
  }

  private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("the file ends too early");
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
