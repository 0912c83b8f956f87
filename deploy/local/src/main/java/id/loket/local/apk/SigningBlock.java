package id.loket.local.apk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The block of signatures that lies before the directory of a signed package. */
public final class SigningBlock {
  /** Behind the signatures: the block's size again, and sixteen letters. */
  public static final int FOOT = Long.BYTES + 16;

  private SigningBlock() {}

  /**
   * A block.
   *
   * @param pairs signatures, each with its length and id
   */
  public static byte[] of(byte[]... pairs) {
    byte[] all = joined(pairs);
    long size = all.length + FOOT;
    return ByteBuffer.allocate(Long.BYTES + all.length + FOOT)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(size)
        .put(all)
        .putLong(size)
        .put("APK Sig Block 42".getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  static byte[] pair(int id, byte[] value) {
    return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + value.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(Integer.BYTES + value.length)
        .putInt(id)
        .put(value)
        .array();
  }

  /** The bytes behind their length. */
  static byte[] prefixed(byte[] bytes) {
    return joined(numbers(bytes.length), bytes);
  }

  /** Numbers of four bytes each, the lowest first. */
  public static byte[] numbers(int... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
