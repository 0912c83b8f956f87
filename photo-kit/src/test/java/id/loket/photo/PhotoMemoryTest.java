package id.loket.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos take the memory that is reserved for them, and no photo is blamed for a lack of it. */
class PhotoMemoryTest {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long MOST_PIXELS = 50_000_000;

  @TempDir Path folder;

  @Test
  void progressivePicturesAreCountedWithAllTheirCoefficients() throws IOException {
    PhotoHeader baseline = header(Photos.jpeg(1600, 1600), FileKind.JPEG);
    PhotoHeader progressive = header(Photos.progressive(1600, 1600), FileKind.JPEG);

    assertThat(baseline.coefficients()).isZero();
    assertThat(progressive.width()).isEqualTo(1600);
    assertThat(progressive.coefficients()).as("colours halved").isEqualTo(3L * 1600 * 1600);
  }

  @Test
  void baselinePicturesInSeveralScansAreCountedSoToo() throws IOException {
    ByteBuffer jpeg = ByteBuffer.allocate(64);
    jpeg.putShort((short) 0xffd8).putShort((short) 0xffc0).putShort((short) 17).put((byte) 8);
    jpeg.putShort((short) 800).putShort((short) 1600).put((byte) 3);
    for (int component = 1; component <= 3; component++) {
      jpeg.put((byte) component).put((byte) 0x11).put((byte) 0);
    }
    jpeg.putShort((short) 0xffda).putShort((short) 8).put((byte) 1);

    assertThat(header(jpeg.array(), FileKind.JPEG).coefficients()).isEqualTo(6L * 800 * 1600);
  }

  @Test
  void moreScansThanAnybodyMakesAreRefused() throws IOException {
    byte[] jpeg = Photos.progressive(64, 64);
    ByteBuffer scan = ByteBuffer.allocate(12);
    scan.putShort((short) 0xffda).putShort((short) 8).put(new byte[] {1, 1, 0, 1, 5, 0, 0, 0});
    byte[] many = java.util.Arrays.copyOf(jpeg, jpeg.length - 2); // without its end
    for (int scans = 0; scans < 100; scans++) {
      many = Photos.joined(many, scan.array());
    }
    byte[] scans = many;

    assertThatThrownBy(() -> header(scans, FileKind.JPEG))
        .isInstanceOfSatisfying(
            UnfitPhoto.class,
            unfit -> assertThat(unfit.reason()).isEqualTo(UnfitPhoto.Reason.TOO_MANY_SCANS));
  }

  @Test
  void whatCanNeverFitIsRefusedWithThatReasonBeforeAnythingIsUnpacked() throws IOException {
    PhotoMemory small = new PhotoMemory(64 * MEBIBYTE, 12 * MEBIBYTE, Duration.ZERO);

    assertThatThrownBy(() -> draw(Photos.progressive(2000, 2000), FileKind.JPEG, small))
        .isInstanceOfSatisfying(
            UnfitPhoto.class,
            unfit ->
                assertThat(unfit.reason())
                    .isEqualTo(UnfitPhoto.Reason.TOO_MANY_PIXELS_PROGRESSIVE));
    assertThat(draw(Photos.jpeg(2000, 2000), FileKind.JPEG, small))
        .isEqualTo(new Photo.Size(2000, 2000));
  }

  @Test
  void whileOthersTakeAllMemoryAPhotoWaitsAndIsNotBlamed() throws IOException {
    PhotoMemory memory = new PhotoMemory(64 * MEBIBYTE, 16 * MEBIBYTE, Duration.ZERO);
    byte[] photo = Photos.progressive(1700, 1700);
    PhotoMemory.Plan plan = memory.plan(header(photo, FileKind.JPEG));

    try (PhotoMemory.Permit other = memory.reserve(plan)) {
      assertThatThrownBy(() -> draw(photo, FileKind.JPEG, memory))
          .isInstanceOf(PhotoMemoryShort.class);
    }

    assertThat(draw(photo, FileKind.JPEG, memory)).isEqualTo(new Photo.Size(1700, 1700));
  }

  @Test
  void whereTheHeapIsSmallPicturesAreReadMoreCoarsely() throws IOException {
    PhotoHeader header = header(Photos.jpeg(2400, 2400), FileKind.JPEG);

    assertThat(new PhotoMemory(200 * MEBIBYTE, 16 * MEBIBYTE, Duration.ZERO).plan(header).step())
        .isEqualTo(1);
    assertThat(new PhotoMemory(30 * MEBIBYTE, 16 * MEBIBYTE, Duration.ZERO).plan(header).step())
        .isEqualTo(2);
  }

  @Test
  void aFullHeapIsNotAnUnreadablePhoto() throws Exception {
    Map<String, byte[]> photo = Map.of("a.png", Photos.png(2500, 2500));

    assertThat(drawnApart("-Xmx20m", 1024 * MEBIBYTE, photo)).contains("a.png: PhotoMemoryShort");
  }

  @Test
  void inTheHeapOfTheExecutableTwoOfTheWorstAreDrawnAtOnce() throws Exception {
    Map<String, byte[]> photos = new TreeMap<>();
    photos.put("a.png", Photos.png(2560, 2560));
    photos.put("b.png", Photos.png(2560, 2500));
    photos.put("c.jpg", Photos.jpeg(5120, 3840));
    photos.put("d.jpg", Photos.jpeg(5120, 3800));

    String said = drawnApart("-Xmx64m", 40 * MEBIBYTE, photos);

    assertThat(said).contains("a.png: 2560x2560", "b.png: 2560x2500");
    assertThat(said).contains("c.jpg: 5120x3840", "d.jpg: 5120x3800");
  }

  @Test
  void twoOfTheWorstAtOnceStayWithinWhatIsReserved() throws Exception {
    Map<String, byte[]> photos = new TreeMap<>();
    photos.put("a.jpg", Photos.progressive(6400, 6400));
    photos.put("b.jpg", Photos.progressive(6400, 6300));

    String said = drawnApart("-Xmx64m", 40 * MEBIBYTE, photos);

    assertThat(said).contains("a.jpg: 6400x6400", "b.jpg: 6400x6300");
    long more = Long.parseLong(said.replaceAll("(?s).*MiB more: (\\d+).*", "$1"));
    // The heap, what is reserved outside of it, and what the virtual machine itself goes on to
    // take.
    assertThat(more).isLessThan(64 + 128 + 40);
  }

  /** Draws photos in a process of its own, two at once, and answers what became of each. */
  private String drawnApart(String heap, long reserved, Map<String, byte[]> photos)
      throws Exception {
    for (Map.Entry<String, byte[]> photo : photos.entrySet()) {
      Files.write(folder.resolve(photo.getKey()), photo.getValue());
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    heap,
                    "-Xmn12m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    DrawApart.class.getName(),
                    folder.toString(),
                    Long.toString(reserved)))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private PhotoHeader header(byte[] photo, FileKind kind) throws IOException {
    return PhotoHeader.of(Files.write(folder.resolve("photo"), photo), kind);
  }

  private Photo.Size draw(byte[] photo, FileKind kind, PhotoMemory memory) throws IOException {
    Path file = Files.write(folder.resolve("photo"), photo);
    return new Photo(file, kind)
        .draw(1, MOST_PIXELS, memory, folder.resolve("web"), folder.resolve("thumb"));
  }
}
