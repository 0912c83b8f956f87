package id.loket.local.bench;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/** Photos as cameras make them, no two alike, and what the image library alone makes of them. */
final class BenchPhotos {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;
  private static final int KINDS = 4;
  private static final int WEB = 1280;
  private static final int THUMB = 320;
  private static final float CAMERA_QUALITY = 0.85f;
  private static final float QUALITY = 0.82f;
  private static final double MEGABYTE = 1e6;

  private final List<byte[]> bases;
  private final AtomicInteger made = new AtomicInteger();

  private BenchPhotos(List<byte[]> bases) {
    this.bases = bases;
  }

  /** Draws a few scenes, the same in every run. */
  static BenchPhotos draw() throws IOException {
    List<byte[]> bases = new ArrayList<>();
    for (int n = 0; n < KINDS; n++) {
      bases.add(jpeg(scene(new Random(n)), CAMERA_QUALITY));
    }
    return new BenchPhotos(bases);
  }

  double megabytes() {
    return bases.stream().mapToInt(base -> base.length).average().orElseThrow() / MEGABYTE;
  }

  /** The next photo: one of the scenes with a comment of its own. */
  byte[] next() {
    int number = made.getAndIncrement();
    byte[] base = bases.get(number % bases.size());
    byte[] comment = ("foto " + number).getBytes(StandardCharsets.US_ASCII);
    int length = comment.length + 2;
    ByteArrayOutputStream photo = new ByteArrayOutputStream(base.length + length + 2);
    photo.write(base, 0, 2);
    photo.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) (length >> 8), (byte) length});
    photo.writeBytes(comment);
    photo.write(base, 2, base.length - 2);
    return photo.toByteArray();
  }

  /** Photos per second that so many threads turn into a web picture and a thumbnail on disk. */
  double library(Path folder, int photos, int threads) throws Exception {
    AtomicInteger left = new AtomicInteger(photos);
    long begun = System.nanoTime();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < threads; n++) {
        Path web = folder.resolve("bench-web-" + n);
        Path thumb = folder.resolve("bench-thumb-" + n);
        all.add(
            workers.submit(
                () -> {
                  for (int photo = left.getAndDecrement();
                      photo > 0;
                      photo = left.getAndDecrement()) {
                    BufferedImage shown = scaled(read(bases.get(photo % bases.size())), WEB);
                    Files.write(web, jpeg(shown, QUALITY));
                    Files.write(thumb, jpeg(scaled(shown, THUMB), QUALITY));
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    return photos / ((System.nanoTime() - begun) / 1e9);
  }

  private static BufferedImage read(byte[] photo) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(photo))) {
      reader.setInput(in, true, true);
      ImageReadParam parameters = reader.getDefaultReadParam();
      int step = Math.ceilDiv(Math.max(reader.getWidth(0), reader.getHeight(0)), 2 * WEB);
      parameters.setSourceSubsampling(step, step, 0, 0);
      return reader.read(0, parameters);
    } finally {
      reader.dispose();
    }
  }

  private static BufferedImage scaled(BufferedImage image, int most) {
    double scale = (double) most / Math.max(image.getWidth(), image.getHeight());
    int width = (int) Math.round(image.getWidth() * scale);
    int height = (int) Math.round(image.getHeight() * scale);
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Sky, street, and as much grain as a small sensor has. */
  private static BufferedImage scene(Random random) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(120, 170, 220), 0, HEIGHT, new Color(90, 80, 70)));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    for (int n = 0; n < 400; n++) {
      graphics.setColor(new Color(random.nextInt(0x1000000)));
      graphics.fillRect(
          random.nextInt(WIDTH),
          random.nextInt(HEIGHT),
          40 + random.nextInt(300),
          40 + random.nextInt(300));
    }
    graphics.dispose();
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int grain = (int) (random.nextGaussian() * 3);
        int rgb = image.getRGB(x, y);
        image.setRGB(
            x,
            y,
            grainy(rgb >> 16 & 0xff, grain) << 16
                | grainy(rgb >> 8 & 0xff, grain) << 8
                | grainy(rgb & 0xff, grain));
      }
    }
    return image;
  }

  private static int grainy(int value, int grain) {
    return Math.clamp(value + grain, 0, 255);
  }
}
