package id.loket.local.apk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a package says of itself, in the binary form Android's build tools give it. */
public final class AndroidManifest {
  private static final int POOL = 0x0001;
  private static final int DOCUMENT = 0x0003;
  private static final int ELEMENT_START = 0x0102;
  private static final int ELEMENT_END = 0x0103;
  private static final int RESOURCE_IDS = 0x0180;
  private static final int VERSION_CODE = 0x0101021b;
  private static final int VERSION_NAME = 0x0101021c;
  private static final int MIN_SDK = 0x0101020c;
  private static final int TEXT = 0x03;
  private static final int NUMBER = 0x10;
  private static final int POOL_HEADER = 28;
  private static final int IN_UTF8 = 1 << 8;

  private AndroidManifest() {}

  /**
   * A manifest without anything but its head and the Android it runs on.
   *
   * @param minSdk the lowest API level of Android
   * @param utf8 whether its texts are in UTF-8; in UTF-16 otherwise
   */
  public static byte[] binary(
      String packageName, int versionCode, String versionName, int minSdk, boolean utf8) {
    List<String> texts =
        List.of(
            "versionCode",
            "versionName",
            "minSdkVersion",
            "package",
            "manifest",
            packageName,
            versionName,
            "uses-sdk");
    byte[] pool = pool(texts, utf8);
    ByteBuffer ids = chunk(RESOURCE_IDS, 8, 20);
    ids.putInt(VERSION_CODE).putInt(VERSION_NAME).putInt(MIN_SDK);
    ByteBuffer root = start(4, 3);
    attribute(root, 0, -1, NUMBER, versionCode);
    attribute(root, 1, 6, TEXT, 6);
    attribute(root, 3, 5, TEXT, 5);
    ByteBuffer sdk = start(7, 1);
    attribute(sdk, 2, -1, NUMBER, minSdk);
    int size = 8 + pool.length + ids.capacity() + root.capacity() + sdk.capacity() + 2 * 24;
    return chunk(DOCUMENT, 8, size)
        .put(pool)
        .put(ids.array())
        .put(root.array())
        .put(sdk.array())
        .put(end(7))
        .put(end(4))
        .array();
  }

  private static ByteBuffer start(int name, int attributes) {
    ByteBuffer start = chunk(ELEMENT_START, 16, 16 + 20 + attributes * 20);
    start.putInt(1).putInt(-1).putInt(-1).putInt(name);
    start.putShort((short) 20).putShort((short) 20).putShort((short) attributes);
    return start.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  private static byte[] end(int name) {
    return chunk(ELEMENT_END, 16, 24).putInt(1).putInt(-1).putInt(-1).putInt(name).array();
  }

  private static void attribute(ByteBuffer out, int name, int raw, int type, int data) {
    out.putInt(-1).putInt(name).putInt(raw);
    out.putShort((short) 8).put((byte) 0).put((byte) type).putInt(data);
  }

  private static byte[] pool(List<String> texts, boolean utf8) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int[] offsets = new int[texts.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = data.size();
      text(data, texts.get(i), utf8);
    }
    while (data.size() % Integer.BYTES != 0) {
      data.write(0);
    }
    int begin = POOL_HEADER + Integer.BYTES * offsets.length;
    ByteBuffer pool = chunk(POOL, POOL_HEADER, begin + data.size());
    pool.putInt(offsets.length).putInt(0).putInt(utf8 ? IN_UTF8 : 0).putInt(begin).putInt(0);
    for (int offset : offsets) {
      pool.putInt(offset);
    }
    return pool.put(data.toByteArray()).array();
  }

  /** Lengths, the text, and a zero; in UTF-16 lengths and the zero take two bytes. */
  private static void text(ByteArrayOutputStream out, String text, boolean utf8) {
    Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16LE;
    byte[] bytes = text.getBytes(charset);
    out.write(text.length());
    out.write(utf8 ? bytes.length : 0);
    out.writeBytes(bytes);
    out.writeBytes(new byte[utf8 ? 1 : 2]);
  }

  private static ByteBuffer chunk(int type, int headerSize, int size) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) type)
        .putShort((short) headerSize)
        .putInt(size);
  }
}
