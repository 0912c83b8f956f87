package id.loket.report.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import id.loket.photo.FileKind;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Copies a photo without what cameras and people wrote into it: EXIF, XMP, comments, previews and
 * whatever follows the picture. The picture itself stays bit for bit; of EXIF only the orientation
 * is written anew. Reads and writes as it goes, so a photo's size does not matter.
 */
final class PhotoCleaner {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int FIRST_RST = 0xd0;
  private static final int LAST_RST = 0xd7;
  private static final int FIRST_APP = 0xe0;
  private static final int JFIF = FIRST_APP;
  private static final int ICC = FIRST_APP + 2;
  private static final int ADOBE = FIRST_APP + 14;
  private static final int LONGEST_CHUNK = 64 * 1024 * 1024;
  private static final int BUFFER = 64 * 1024;
  private static final int CHUNK = 4 * 1024;
  private static final int CRC = 4;

  /** JFIF, colour profile and colour transform: without them a picture looks wrong. */
  private static final Map<Integer, String> KEPT_APPS =
      Map.of(JFIF, "JFIF", ICC, "ICC_PROFILE", ADOBE, "Adobe");

  /** As long as these segments are without more. */
  private static final Map<Integer, Integer> LENGTHS = Map.of(JFIF, 14, ADOBE, 12);

  /** All that says what the pixels look like, and nothing that says more. */
  private static final Set<String> KEPT_CHUNKS =
      Set.of(
          "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs");

  private PhotoCleaner() {}

  /**
   * Copies a photo.
   *
   * @param orientation 1 to 8, as in EXIF
   * @throws Rejection.Rejected when it is truncated, no photo inside, or something else as well
   */
  static void clean(FileKind kind, Path from, Path to, int orientation) throws IOException {
    ForeignContent foreign = new ForeignContent();
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(from), BUFFER));
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), BUFFER)) {
      if (kind == FileKind.JPEG) {
        jpeg(in, out, orientation, foreign);
      } else {
        png(in, out, foreign);
      }
      foreign.apart();
      lookAtTheRest(in, foreign);
    } catch (EOFException e) {
      throw new Rejection.Rejected(Rejection.TRUNCATED);
    }
    if (foreign.isFound()) {
      throw new Rejection.Rejected(Rejection.POLYGLOT);
    }
  }

  private static void jpeg(
      DataInputStream in, OutputStream out, int orientation, ForeignContent foreign)
      throws IOException {
    require(in.readUnsignedByte() == 0xff && in.readUnsignedByte() == SOI);
    marker(out, SOI);
    if (orientation != 1) {
      out.write(orientationOnly(orientation));
    }
    int marker = nextMarker(in);
    while (marker != EOI) {
      if (marker == SOS) {
        write(out, marker, segment(in));
        marker = copyScan(in, out);
        continue;
      }
      byte[] segment = segment(in);
      if (marker >= FIRST_APP) {
        foreign.apart();
        foreign.look(segment, 0, segment.length);
      }
      if (isNeeded(marker, segment)) {
        write(out, marker, bare(marker, segment));
      }
      marker = nextMarker(in);
    }
    marker(out, EOI);
  }

  private static int nextMarker(DataInputStream in) throws IOException {
    require(in.readUnsignedByte() == 0xff);
    int marker = in.readUnsignedByte();
    while (marker == 0xff) {
      marker = in.readUnsignedByte();
    }
    require(marker != 0);
    return marker;
  }

  /** Copies the picture's data and answers the marker behind it. */
  private static int copyScan(DataInputStream in, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (true) {
      in.mark(CHUNK);
      int length = in.read(chunk);
      if (length < 0) {
        throw new EOFException();
      }
      int end = endOfData(chunk, length);
      out.write(chunk, 0, end);
      if (end == length) {
        continue;
      }
      in.reset();
      in.skipNBytes(end + 1L);
      int next = in.readUnsignedByte();
      while (next == 0xff) {
        next = in.readUnsignedByte();
      }
      if (!isData(next)) {
        return next;
      }
      out.write(0xff);
      out.write(next);
    }
  }

  /** How much of it is data for sure: up to a marker, fill bytes or what only goes on behind it. */
  private static int endOfData(byte[] chunk, int length) {
    int at = 0;
    while (at < length) {
      if (chunk[at] != (byte) 0xff) {
        at++;
      } else if (at + 1 < length && isData(chunk[at + 1] & 0xff)) {
        at += 2;
      } else {
        return at;
      }
    }
    return length;
  }

  /** Whether this, behind 0xff, belongs to the picture's data. */
  private static boolean isData(int next) {
    return next == 0 || (next >= FIRST_RST && next <= LAST_RST);
  }

  private static boolean isNeeded(int marker, byte[] segment) {
    if (marker < FIRST_APP) {
      return true;
    }
    String name = KEPT_APPS.get(marker);
    return name != null
        && segment.length >= LENGTHS.getOrDefault(marker, name.length())
        && new String(segment, 0, name.length(), ISO_8859_1).equals(name);
  }

  /** The same without what may follow it: JFIF's preview, and whatever stands behind Adobe's. */
  private static byte[] bare(int marker, byte[] segment) {
    Integer length = LENGTHS.get(marker);
    if (length == null) {
      return segment;
    }
    byte[] bare = Arrays.copyOf(segment, length);
    if (marker == JFIF) {
      bare[length - 2] = 0; // the preview's width
      bare[length - 1] = 0; // and its height
    }
    return bare;
  }

  private static void write(OutputStream out, int marker, byte[] segment) throws IOException {
    marker(out, marker);
    out.write((segment.length + 2) >> 8);
    out.write(segment.length + 2);
    out.write(segment);
  }

  private static byte[] segment(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    require(length >= 2);
    byte[] segment = new byte[length - 2];
    in.readFully(segment);
    return segment;
  }

  private static void marker(OutputStream out, int marker) throws IOException {
    out.write(0xff);
    out.write(marker);
  }

  /** An EXIF segment that says how to hold the picture, and nothing else. */
  private static byte[] orientationOnly(int orientation) {
    return new byte[] {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, // segment
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // TIFF header
      0,
      1,
      1,
      18,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // one entry: tag 0x0112
      0,
      0,
      0,
      0 // no further directory
    };
  }

  private static void png(DataInputStream in, OutputStream out, ForeignContent foreign)
      throws IOException {
    byte[] signature = new byte[8];
    in.readFully(signature);
    out.write(signature);
    String type;
    do {
      int length = in.readInt();
      require(length >= 0 && length <= LONGEST_CHUNK);
      byte[] name = new byte[4];
      in.readFully(name);
      type = new String(name, ISO_8859_1);
      boolean kept = KEPT_CHUNKS.contains(type);
      if (kept) {
        out.write(
            new byte[] {
              (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
            });
        out.write(name);
      }
      foreign.apart();
      copyChunk(in, kept ? out : null, length + CRC, type.equals("IDAT") ? null : foreign);
    } while (!type.equals("IEND"));
  }

  private static void copyChunk(
      DataInputStream in, OutputStream out, int length, ForeignContent foreign) throws IOException {
    byte[] buffer = new byte[Math.min(BUFFER, length)];
    int left = length;
    while (left > 0) {
      int part = Math.min(buffer.length, left);
      in.readFully(buffer, 0, part);
      if (out != null) {
        out.write(buffer, 0, part);
      }
      if (foreign != null) {
        foreign.look(buffer, 0, part);
      }
      left -= part;
    }
  }

  private static void lookAtTheRest(InputStream in, ForeignContent foreign) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
      foreign.look(buffer, 0, read);
    }
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new Rejection.Rejected(Rejection.UNREADABLE);
    }
  }
}
