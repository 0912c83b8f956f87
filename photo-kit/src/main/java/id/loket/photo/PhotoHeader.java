package id.loket.photo;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a photo will take, by its header: nothing of it is unpacked.
 *
 * @param bytesPerPixel of the unpacked picture, in the heap
 * @param isPlain whether Java draws such a picture as it is; others are converted whole first, to 4
 *     bytes a pixel
 * @param coefficients bytes outside of the heap that are needed whatever is left out while reading:
 *     JPEGs whose picture comes in several scans are kept whole there (ITU-T T.81)
 */
record PhotoHeader(int width, int height, int bytesPerPixel, boolean isPlain, long coefficients) {
  private static final int MOST_SCANS = 100;
  private static final int BUFFER = 64 * 1024;

  private static final int SOF_PROGRESSIVE = 0xc2;
  private static final int FIRST_SOF = 0xc0;
  private static final int LAST_SOF = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int FIRST_RST = 0xd0;
  private static final int LAST_RST = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int BLOCK = 8;
  private static final int BYTES_PER_BLOCK = 64 * Short.BYTES;

  private static final int PNG_SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int WITH_ALPHA = 4;
  private static final int PALETTE = 3;

  /**
   * Reads it.
   *
   * @throws UnfitPhoto when it is truncated, no picture, or made to take long
   */
  static PhotoHeader of(Path file, FileKind kind) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      return kind == FileKind.PNG ? png(in) : jpeg(in);
    } catch (EOFException e) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TRUNCATED);
    }
  }

  private static PhotoHeader png(DataInputStream in) throws IOException {
    in.skipNBytes(PNG_SIGNATURE + Integer.BYTES);
    require(in.readInt() == IHDR);
    int width = in.readInt();
    int height = in.readInt();
    int depth = in.readUnsignedByte();
    int colours = in.readUnsignedByte();
    require(width > 0 && height > 0);
    // tRNS may add transparency to what has none.
    int channels = colours == PALETTE ? 1 : (colours & 2) != 0 ? 4 : 2;
    int bytes = channels * (depth > Byte.SIZE ? Short.BYTES : 1);
    boolean isPlain = depth == Byte.SIZE && (colours & ~WITH_ALPHA) >= 2;
    return new PhotoHeader(width, height, bytes, isPlain, 0);
  }

  private static PhotoHeader jpeg(DataInputStream in) throws IOException {
    require(in.readUnsignedShort() == (0xff00 | SOI));
    Frame frame = null;
    for (int marker = nextMarker(in); ; marker = nextMarker(in)) {
      require(marker != EOI && marker != SOI);
      int left = in.readUnsignedShort() - Short.BYTES;
      require(left >= 0);
      if (isFrame(marker)) {
        require(frame == null);
        frame = Frame.read(in, marker, left);
      } else if (marker == SOS) {
        require(frame != null && left > 0);
        boolean inSeveralScans =
            in.readUnsignedByte() < frame.components() || frame.isProgressive();
        in.skipNBytes(left - 1);
        if (inSeveralScans) {
          requireFewScans(in);
        }
        return frame.header(inSeveralScans);
      } else {
        in.skipNBytes(left);
      }
    }
  }

  private static void requireFewScans(DataInputStream in) throws IOException {
    int scans = 1;
    for (int marker = behindData(in); marker >= 0 && marker != EOI; marker = behindData(in)) {
      if (marker == SOS && ++scans > MOST_SCANS) {
        throw new UnfitPhoto(UnfitPhoto.Reason.TOO_MANY_SCANS);
      }
      in.skipNBytes(Math.max(0, in.readUnsignedShort() - Short.BYTES));
    }
  }

  /** The next marker: in data, 0xff is followed by 0 or stands for a restart. */
  private static int behindData(DataInputStream in) throws IOException {
    int before = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      boolean isData = next == 0 || next == 0xff || (next >= FIRST_RST && next <= LAST_RST);
      if (before == 0xff && !isData) {
        return next;
      }
      before = next;
    }
    return -1;
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_SOF
        && marker <= LAST_SOF
        && marker != DHT
        && marker != JPG
        && marker != DAC;
  }

  private static int nextMarker(DataInputStream in) throws IOException {
    require(in.readUnsignedByte() == 0xff);
    int marker = in.readUnsignedByte();
    while (marker == 0xff) {
      marker = in.readUnsignedByte();
    }
    require(marker != 0 && (marker < FIRST_RST || marker > LAST_RST));
    return marker;
  }

  private static void require(boolean isPicture) {
    if (!isPicture) {
      throw new UnfitPhoto(UnfitPhoto.Reason.UNREADABLE);
    }
  }

  /** What a JPEG says of its picture. */
  private record Frame(boolean isProgressive, int width, int height, int components, long blocks) {
    static Frame read(DataInputStream in, int marker, int length) throws IOException {
      in.readUnsignedByte(); // precision
      int height = in.readUnsignedShort();
      int width = in.readUnsignedShort();
      int components = in.readUnsignedByte();
      require(width > 0 && height > 0 && components > 0 && length == 6 + 3 * components);
      int[] across = new int[components];
      int[] down = new int[components];
      int mostAcross = 1;
      int mostDown = 1;
      for (int n = 0; n < components; n++) {
        in.readUnsignedByte(); // name
        int sampling = in.readUnsignedByte();
        in.readUnsignedByte(); // quantization table
        across[n] = sampling >> 4;
        down[n] = sampling & 0xf;
        require(across[n] > 0 && down[n] > 0);
        mostAcross = Math.max(mostAcross, across[n]);
        mostDown = Math.max(mostDown, down[n]);
      }
      long unitsAcross = Math.ceilDiv(width, BLOCK * mostAcross);
      long unitsDown = Math.ceilDiv(height, BLOCK * mostDown);
      long blocks = 0;
      for (int n = 0; n < components; n++) {
        blocks += unitsAcross * across[n] * unitsDown * down[n];
      }
      return new Frame(marker == SOF_PROGRESSIVE, width, height, components, blocks);
    }

    PhotoHeader header(boolean inSeveralScans) {
      return new PhotoHeader(
          width,
          height,
          components,
          components == 3,
          inSeveralScans ? blocks * BYTES_PER_BLOCK : 0);
    }
  }
}
