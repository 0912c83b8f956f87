package id.loket.photo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Photos of all kinds, honest and not. */
public final class Photos {
  private static final int SEGMENT_HEAD = 4;

  private Photos() {}

  /** A JPEG whose upper left quarter is red, the rest blue; no two are the same. */
  public static byte[] jpeg(int width, int height) {
    return encoded(picture(width, height, BufferedImage.TYPE_INT_RGB), "jpeg");
  }

  /** The same as a progressive JPEG, whose picture comes in several scans. */
  public static byte[] progressive(int width, int height) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      BufferedImage picture = picture(width, height, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(picture, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  public static byte[] png(int width, int height) {
    return encoded(picture(width, height, BufferedImage.TYPE_INT_ARGB), "png");
  }

  /** The same JPEG with an EXIF segment of a camera: maker, orientation and place. */
  public static byte[] withExif(byte[] jpeg, int orientation, double lat, double lon) {
    byte[] exif = exif(orientation, lat, lon);
    ByteBuffer all = ByteBuffer.allocate(jpeg.length + SEGMENT_HEAD + exif.length);
    all.put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) 0xe1)
        .putShort((short) (exif.length + 2))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2);
    return all.array();
  }

  /** A JPEG whose header claims such a size; there is no more of it than before. */
  public static byte[] claiming(byte[] jpeg, int width, int height) {
    byte[] liar = jpeg.clone();
    for (int at = 2; at < liar.length - 9; at++) {
      if ((liar[at] & 0xff) == 0xff && (liar[at + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(liar).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        return liar;
      }
    }
    throw new IllegalArgumentException("no baseline JPEG");
  }

  /** A PNG of some kilobytes that unpacks to so many pixels: a bomb. */
  public static byte[] pngBomb(int width, int height) {
    try {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
        byte[] row = new byte[1 + (width + 7) / 8];
        for (int y = 0; y < height; y++) {
          deflater.write(row);
        }
      }
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
      byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 1).array();
      chunk(png, "IHDR", header);
      chunk(png, "IDAT", packed.toByteArray());
      chunk(png, "IEND", new byte[0]);
      return png.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both, one behind the other. */
  public static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  public static BufferedImage read(byte[] image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(image));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a picture is red there, as it is in its upper left quarter. */
  public static boolean isRed(BufferedImage image, double x, double y) {
    Color colour =
        new Color(image.getRGB((int) (image.getWidth() * x), (int) (image.getHeight() * y)));
    return colour.getRed() > 150 && colour.getBlue() < 100;
  }

  private static BufferedImage picture(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, width / 2, height / 2);
    Random random = new Random();
    for (int dot = 0; dot < 50; dot++) {
      graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
      graphics.fillRect(
          width * 3 / 4 + random.nextInt(Math.max(1, width / 4)),
          height * 3 / 4 + random.nextInt(Math.max(1, height / 4)),
          2,
          2);
    }
    graphics.dispose();
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TIFF, big-endian: maker, orientation, and a directory that says where. */
  private static byte[] exif(int orientation, double lat, double lon) {
    byte[] maker = "RahasiaCam\0".getBytes(StandardCharsets.US_ASCII);
    int entries = 3;
    int makerAt = 8 + 2 + entries * 12 + 4;
    int gpsAt = makerAt + maker.length + 1;
    int gpsEntries = 4;
    int numbersAt = gpsAt + 2 + gpsEntries * 12 + 4;
    ByteBuffer tiff = ByteBuffer.allocate(numbersAt + 48);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    tiff.putShort((short) entries);
    entry(tiff, 0x010f, 2, maker.length, makerAt);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0);
    entry(tiff, 0x8825, 4, 1, gpsAt);
    tiff.putInt(0);
    tiff.put(maker);
    tiff.position(gpsAt);
    tiff.putShort((short) gpsEntries);
    letter(tiff, 1, lat < 0 ? 'S' : 'N');
    entry(tiff, 2, 5, 3, numbersAt);
    letter(tiff, 3, lon < 0 ? 'W' : 'E');
    entry(tiff, 4, 5, 3, numbersAt + 24);
    tiff.putInt(0);
    degrees(tiff, Math.abs(lat));
    degrees(tiff, Math.abs(lon));
    byte[] head = {'E', 'x', 'i', 'f', 0, 0};
    return joined(head, tiff.array());
  }

  private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
    tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  private static void letter(ByteBuffer tiff, int tag, char letter) {
    tiff.putShort((short) tag).putShort((short) 2).putInt(2);
    tiff.put((byte) letter).put((byte) 0).putShort((short) 0);
  }

  private static void degrees(ByteBuffer tiff, double value) {
    tiff.putInt((int) Math.round(value * 1_000_000)).putInt(1_000_000);
    tiff.putInt(0).putInt(1);
    tiff.putInt(0).putInt(1);
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.write(ByteBuffer.allocate(4).putInt(data.length).array());
    png.write(name);
    png.write(data);
    png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
