package id.loket.ota.apk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an {@code AndroidManifest.xml} says of the package, in the binary form the Android build
 * tools give it: a tree of chunks (type, header size, size), of which the string pool, the map of
 * attribute ids, the first start of an element and those of {@code <uses-sdk>} are read.
 *
 * @param versionCode the lower 32 bits; the upper ones ({@code versionCodeMajor}) must be zero
 * @param minSdk the lowest API level of Android it runs on; 1 when it does not say
 */
record BinaryManifest(String packageName, long versionCode, String versionName, int minSdk) {
  private static final int XML = 0x0003;
  private static final int STRING_POOL = 0x0001;
  private static final int RESOURCE_MAP = 0x0180;
  private static final int START_ELEMENT = 0x0102;
  private static final int CHUNK_HEADER = 8;
  private static final int UTF8 = 1 << 8;
  private static final int VERSION_CODE = 0x0101021b;
  private static final int VERSION_NAME = 0x0101021c;
  private static final int VERSION_CODE_MAJOR = 0x01010576;
  private static final int MIN_SDK = 0x0101020c;
  private static final int TYPE_STRING = 0x03;
  private static final int FIRST_INT_TYPE = 0x10;
  private static final int LAST_INT_TYPE = 0x1f;
  private static final int LONGEST_TEXT = 1024;
  private static final int NONE = -1;

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException when it is not one, or does not say what is asked
   */
  static BinaryManifest parse(byte[] bytes) {
    try {
      return new Reader(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)).read();
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
      throw new IllegalArgumentException("the manifest ends too early", e);
    }
  }

  /** Goes through the chunks once. */
  private static final class Reader {
    private final ByteBuffer bytes;
    private Pool pool;
    private int idsAt;
    private int idCount;

    Reader(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    BinaryManifest read() {
      if (bytes.getShort(0) != XML) {
        throw new IllegalArgumentException("not a binary XML document");
      }
      BinaryManifest root = null;
      int minSdk = 1;
      int at = unsigned(bytes.getShort(2));
      while (root == null || at < bytes.limit()) {
        int type = unsigned(bytes.getShort(at));
        int headerSize = unsigned(bytes.getShort(at + 2));
        int size = bytes.getInt(at + 4);
        if (size < CHUNK_HEADER || headerSize < CHUNK_HEADER || size > bytes.limit() - at) {
          throw new IllegalArgumentException("a chunk of the manifest has no possible size");
        }
        switch (type) {
          case STRING_POOL -> pool = new Pool(bytes, at);
          case RESOURCE_MAP -> {
            idsAt = at + headerSize;
            idCount = (size - headerSize) / 4;
          }
          case START_ELEMENT -> {
            if (root == null) {
              root = root(at + headerSize);
            } else {
              minSdk = Math.max(minSdk, minSdk(at + headerSize));
            }
          }
          default -> {
            // namespaces and what later versions may add
          }
        }
        at += size;
      }
      return new BinaryManifest(root.packageName, root.versionCode, root.versionName, minSdk);
    }

    /** Of a {@code <uses-sdk>}; 1 of any other element. */
    private int minSdk(int at) {
      if (!"uses-sdk".equals(pool.text(bytes.getInt(at + 4)))) {
        return 1;
      }
      int minSdk = 1;
      int first = at + unsigned(bytes.getShort(at + 8));
      int attributeSize = unsigned(bytes.getShort(at + 10));
      int count = unsigned(bytes.getShort(at + 12));
      for (int i = 0; i < count; i++) {
        int attribute = first + i * attributeSize;
        if (id(bytes.getInt(attribute + 4)) == MIN_SDK) {
          minSdk = (int) Math.min(number(attribute), Integer.MAX_VALUE);
        }
      }
      return minSdk;
    }

    private BinaryManifest root(int at) {
      if (pool == null || !"manifest".equals(pool.text(bytes.getInt(at + 4)))) {
        throw new IllegalArgumentException("the first element is not <manifest>");
      }
      int first = at + unsigned(bytes.getShort(at + 8));
      int attributeSize = unsigned(bytes.getShort(at + 10));
      int count = unsigned(bytes.getShort(at + 12));
      String packageName = null;
      String versionName = null;
      long versionCode = NONE;
      for (int i = 0; i < count; i++) {
        int attribute = first + i * attributeSize;
        int name = bytes.getInt(attribute + 4);
        if (id(name) == VERSION_CODE) {
          versionCode = number(attribute);
        } else if (id(name) == VERSION_NAME) {
          versionName = text(attribute).orElse(null);
        } else if (id(name) == VERSION_CODE_MAJOR && number(attribute) != 0) {
          throw new IllegalArgumentException("version codes above 32 bits are not taken");
        } else if (id(name) == 0 && "package".equals(pool.text(name))) {
          packageName = text(attribute).orElse(null);
        }
      }
      if (packageName == null || versionCode <= 0) {
        throw new IllegalArgumentException("the manifest names no package or no version code");
      }
      return new BinaryManifest(packageName, versionCode, versionName, 1);
    }

    private int id(int name) {
      return name >= 0 && name < idCount ? bytes.getInt(idsAt + 4 * name) : 0;
    }

    private long number(int attribute) {
      int type = bytes.get(attribute + 15) & 0xff;
      if (type < FIRST_INT_TYPE || type > LAST_INT_TYPE) {
        throw new IllegalArgumentException("a version in the manifest is not a number");
      }
      return Integer.toUnsignedLong(bytes.getInt(attribute + 16));
    }

    private Optional<String> text(int attribute) {
      boolean isText = (bytes.get(attribute + 15) & 0xff) == TYPE_STRING;
      return isText ? Optional.of(pool.text(bytes.getInt(attribute + 16))) : Optional.empty();
    }
  }

  /** The texts of a document. */
  private static final class Pool {
    private final ByteBuffer bytes;
    private final int offsets;
    private final int count;
    private final int texts;
    private final boolean utf8;

    Pool(ByteBuffer bytes, int at) {
      this.bytes = bytes;
      this.offsets = at + unsigned(bytes.getShort(at + 2));
      this.count = bytes.getInt(at + 8);
      this.utf8 = (bytes.getInt(at + 16) & UTF8) != 0;
      this.texts = at + bytes.getInt(at + 20);
    }

    String text(int index) {
      if (index < 0 || index >= count) {
        throw new IllegalArgumentException("the manifest names a text it does not have");
      }
      int at = texts + bytes.getInt(offsets + 4 * index);
      return utf8 ? utf8(at) : utf16(at);
    }

    /** Length in characters, length in bytes, then the bytes; lengths of one or two bytes. */
    private String utf8(int at) {
      int afterCharacters = at + (bytes.get(at) < 0 ? 2 : 1);
      int length = bytes.get(afterCharacters) & 0xff;
      int start = afterCharacters + 1;
      if (length > 0x7f) {
        length = (length & 0x7f) << 8 | bytes.get(start) & 0xff;
        start++;
      }
      return decoded(start, length, StandardCharsets.UTF_8);
    }

    private String utf16(int at) {
      int length = unsigned(bytes.getShort(at));
      if (length > 0x7fff) {
        throw new IllegalArgumentException("a text of the manifest is too long");
      }
      return decoded(at + 2, 2 * length, StandardCharsets.UTF_16LE);
    }

    private String decoded(int at, int length, Charset charset) {
      if (length > LONGEST_TEXT) {
        throw new IllegalArgumentException("a text of the manifest is too long");
      }
      byte[] text = new byte[length];
      bytes.get(at, text);
      return new String(text, charset);
    }
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }
}
