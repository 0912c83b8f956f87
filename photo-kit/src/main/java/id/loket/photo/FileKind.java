package id.loket.photo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a file is by its first bytes; its name and what its sender calls it do not count. */
public enum FileKind {
  JPEG("image/jpeg", "jpg"),
  PNG("image/png", "png"),
  MP4("video/mp4", "mp4"),
  QUICKTIME("video/quicktime", "mov"),
  WEBM("video/webm", "webm"),
  /** What telephones store (HEIF): only known, to be refused by its name. */
  HEIC("image/heic", "heic"),
  /** Only known, to be refused by its name. */
  WEBP("image/webp", "webp"),
  OTHER("application/octet-stream", "bin");

  /** How many of a file's first bytes are needed to tell. */
  public static final int BYTES_NEEDED = 32;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] EBML = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3};
  private static final int BRAND_AT = 8;
  private static final int TYPE_AT = 4;
  private static final List<String> HEIF = List.of("heic", "heix", "heif", "mif1", "msf1");
  private static final List<String> OTHER_STILL_PICTURES = List.of("avif", "avis", "crx ");

  private final String contentType;
  private final String extension;

  FileKind(String contentType, String extension) {
    this.contentType = contentType;
    this.extension = extension;
  }

  public String contentType() {
    return contentType;
  }

  public String extension() {
    return extension;
  }

  public boolean isPhoto() {
    return this == JPEG || this == PNG;
  }

  public boolean isVideo() {
    return this == MP4 || this == QUICKTIME || this == WEBM;
  }

  /** The kind of a file that begins so. */
  public static FileKind of(byte[] head) {
    if (head.length >= 3
        && (head[0] & 0xff) == 0xff
        && (head[1] & 0xff) == 0xd8
        && (head[2] & 0xff) == 0xff) {
      return JPEG;
    }
    if (startsWith(head, PNG_SIGNATURE)) {
      return PNG;
    }
    if (startsWith(head, EBML)) {
      return WEBM;
    }
    if (head.length >= BRAND_AT + 4 && text(head, TYPE_AT).equals("ftyp")) {
      String brand = text(head, BRAND_AT);
      if (HEIF.contains(brand)) {
        return HEIC;
      }
      if (OTHER_STILL_PICTURES.contains(brand)) {
        return OTHER;
      }
      return brand.equals("qt  ") ? QUICKTIME : MP4;
    }
    if (head.length >= BRAND_AT + 4
        && text(head, 0).equals("RIFF")
        && text(head, BRAND_AT).equals("WEBP")) {
      return WEBP;
    }
    return OTHER;
  }

  /** The kind with that content type. */
  public static FileKind ofContentType(String contentType) {
    return Arrays.stream(values())
        .filter(kind -> kind.contentType.equals(contentType))
        .findFirst()
        .orElse(OTHER);
  }

  private static boolean startsWith(byte[] head, byte[] start) {
    return head.length >= start.length
        && Arrays.equals(head, 0, start.length, start, 0, start.length);
  }

  private static String text(byte[] head, int at) {
    return new String(head, at, 4, StandardCharsets.ISO_8859_1);
  }
}
