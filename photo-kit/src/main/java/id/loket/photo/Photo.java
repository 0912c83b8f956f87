package id.loket.photo;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.GeoLocation;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.GpsDirectory;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.FileImageOutputStream;

/**
 * A photo on disk, and what is made of it. However large the photo: its header is judged before
 * anything is unpacked, the memory it will take is reserved, and it is unpacked no larger than
 * twice what is shown.
 */
public final class Photo {
  private static final int LONGEST_SIDE = 30_000;
  private static final float QUALITY = 0.82f;
  private static final int MIRRORED = 2;
  private static final int UPSIDE_DOWN = 3;
  private static final int FIRST_ON_ITS_SIDE = 5;

  private final Path file;
  private final FileKind kind;

  /** A photo that lies there. */
  public Photo(Path file, FileKind kind) {
    this.file = file;
    this.kind = kind;
  }

  /** What the camera wrote into it, as far as it matters. */
  public record Notes(int orientation, Place place) {}

  /** Where it was taken, in degrees (WGS 84). */
  public record Place(double lat, double lon) {}

  /** Its size as it is to be held. */
  public record Size(int width, int height) {}

  /** Reads orientation and place; what cannot be read was not written. */
  public Notes notes() throws IOException {
    if (kind != FileKind.JPEG) {
      return new Notes(1, null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      Metadata metadata = JpegMetadataReader.readMetadata(in, List.of(new ExifReader()));
      return new Notes(orientation(metadata), place(metadata));
    } catch (JpegProcessingException | RuntimeException unreadable) {
      return new Notes(1, null);
    }
  }

  /**
   * Draws the web picture and the thumbnail, held upright.
   *
   * @return the size of the original, held upright
   * @throws UnfitPhoto when it is too large, truncated or no picture at all
   * @throws PhotoMemoryShort when there is no memory for it now
   */
  public Size draw(int orientation, long mostPixels, PhotoMemory memory, Path web, Path thumb)
      throws IOException {
    PhotoHeader header = PhotoHeader.of(file, kind);
    int longest = Math.max(header.width(), header.height());
    if ((long) header.width() * header.height() > mostPixels || longest > LONGEST_SIDE) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TOO_MANY_PIXELS);
    }
    PhotoMemory.Plan plan = memory.plan(header);
    try (PhotoMemory.Permit reserved = memory.reserve(plan)) {
      return draw(orientation, header, plan.step(), web, thumb);
    }
  }

  private Size draw(int orientation, PhotoHeader header, int step, Path web, Path thumb)
      throws IOException {
    try {
      ImageReader reader = ImageIO.getImageReadersByFormatName(format()).next();
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      try (FileImageInputStream in = new FileImageInputStream(file.toFile())) {
        reader.setInput(in, true, true);
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (width != header.width() || height != header.height()) {
          throw new UnfitPhoto(UnfitPhoto.Reason.UNREADABLE); // made to be read in two ways
        }
        BufferedImage whole = reader.read(0, roughly(reader, step));
        requireWhole(warnings);
        BufferedImage shown = upright(whole, orientation, PhotoMemory.WEB);
        write(shown, web);
        write(upright(shown, 1, PhotoMemory.THUMB), thumb);
        return orientation >= FIRST_ON_ITS_SIDE ? new Size(height, width) : new Size(width, height);
      } finally {
        reader.dispose();
      }
    } catch (UnfitPhoto unfit) {
      throw unfit;
    } catch (java.io.EOFException e) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TRUNCATED);
    } catch (OutOfMemoryError full) {
      throw new PhotoMemoryShort("the heap is full");
    } catch (IOException | RuntimeException unreadable) {
      if (isForWantOfMemory(unreadable)) {
        throw new PhotoMemoryShort("the system gives no memory");
      }
      // The decoders fail in every way there is on bytes that are no picture.
      throw new UnfitPhoto(UnfitPhoto.Reason.UNREADABLE);
    }
  }

  private String format() {
    return kind == FileKind.PNG ? "png" : "jpeg";
  }

  /** As libjpeg and Java's loops say it; whatever failed, the photo may be all right. */
  private static boolean isForWantOfMemory(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      if (t instanceof OutOfMemoryError || message.contains("Insufficient memory")) {
        return true;
      }
    }
    return false;
  }

  /** Leaves out rows and columns while reading, so that no large photo is unpacked whole. */
  private static ImageReadParam roughly(ImageReader reader, int step) {
    ImageReadParam parameters = reader.getDefaultReadParam();
    parameters.setSourceSubsampling(step, step, 0, 0);
    return parameters;
  }

  private static void requireWhole(List<String> warnings) {
    boolean broken =
        warnings.stream()
            .map(warning -> warning.toLowerCase(Locale.ROOT))
            .anyMatch(warning -> warning.contains("premature") || warning.contains("truncated"));
    if (broken) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TRUNCATED);
    }
  }

  /** The picture turned as it is to be held, at most so many pixels wide and high, on white. */
  private static BufferedImage upright(BufferedImage image, int orientation, int most) {
    int width = image.getWidth();
    int height = image.getHeight();
    double scale = Math.min(1, (double) most / Math.max(width, height));
    int scaledWidth = Math.max(1, (int) Math.round(width * scale));
    int scaledHeight = Math.max(1, (int) Math.round(height * scale));
    boolean onItsSide = orientation >= FIRST_ON_ITS_SIDE;
    BufferedImage upright =
        new BufferedImage(
            onItsSide ? scaledHeight : scaledWidth,
            onItsSide ? scaledWidth : scaledHeight,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = upright.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.setColor(java.awt.Color.WHITE);
    graphics.fillRect(0, 0, upright.getWidth(), upright.getHeight());
    AffineTransform transform = turn(orientation, scaledWidth, scaledHeight);
    transform.scale((double) scaledWidth / width, (double) scaledHeight / height);
    graphics.drawImage(image, transform, null);
    graphics.dispose();
    return upright;
  }

  /** The eight orientations of EXIF. */
  private static AffineTransform turn(int orientation, int width, int height) {
    return switch (orientation) {
      case MIRRORED -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case UPSIDE_DOWN -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case FIRST_ON_ITS_SIDE -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> new AffineTransform();
    };
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (FileImageOutputStream out = new FileImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(QUALITY);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }

  private static int orientation(Metadata metadata) {
    ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    if (directory == null || !directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)) {
      return 1;
    }
    try {
      int orientation = directory.getInt(ExifIFD0Directory.TAG_ORIENTATION);
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    } catch (MetadataException unreadable) {
      return 1;
    }
  }

  private static Place place(Metadata metadata) {
    GpsDirectory directory = metadata.getFirstDirectoryOfType(GpsDirectory.class);
    GeoLocation place = directory == null ? null : directory.getGeoLocation();
    return place == null || place.isZero() || !isOnEarth(place)
        ? null
        : new Place(place.getLatitude(), place.getLongitude());
  }

  private static boolean isOnEarth(GeoLocation place) {
    return Math.abs(place.getLatitude()) <= 90 && Math.abs(place.getLongitude()) <= 180;
  }
}
