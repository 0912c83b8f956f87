package id.loket.report.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.photo.FileKind;
import id.loket.photo.Photos;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a photo beside its picture. */
class PhotoCleanerTest {
  private static final int JFIF = 0xe0;
  private static final int ICC = 0xe2;
  private static final int ADOBE = 0xee;
  private static final int EXTENSION = 0xf0;
  private static final String PREVIEW = "a face in the preview";

  @TempDir Path folder;

  @Test
  void thePreviewInAJfifSegmentIsGone() throws IOException {
    byte[] segment =
        ByteBuffer.allocate(14 + PREVIEW.length())
            .put("JFIF\0".getBytes(ISO_8859_1))
            .put(new byte[] {1, 2, 0, 0, 1, 0, 1, 7, 1})
            .put(PREVIEW.getBytes(ISO_8859_1))
            .array();

    byte[] clean = clean(with(JFIF, segment));

    assertThat(text(clean)).contains("JFIF\0\1\2").doesNotContain(PREVIEW);
    assertThat(Photos.read(clean)).isNotNull();
  }

  @Test
  void whatStandsBehindASegmentThatIsKeptIsGone() throws IOException {
    byte[] photo = with(ADOBE, "Adobe\0\144\0\0\0\0\1and more".getBytes(ISO_8859_1));

    byte[] clean = clean(photo);

    assertThat(text(clean)).contains("Adobe\0\144").doesNotContain("and more");
    assertThat(Photos.read(clean)).isNotNull();
  }

  @Test
  void segmentsNoPictureNeedsAreGone() throws IOException {
    assertThat(text(clean(with(EXTENSION, PREVIEW.getBytes(ISO_8859_1))))).doesNotContain(PREVIEW);
  }

  @Test
  void aColourProfileIsKeptAndLookedAt() throws IOException {
    String profile = "ICC_PROFILE\0\1\1 of some camera";

    assertThat(text(clean(with(ICC, profile.getBytes(ISO_8859_1))))).contains(profile);
    assertThatThrownBy(
            () -> clean(with(ICC, (profile + "<script>alert(1)</script>").getBytes(ISO_8859_1))))
        .isInstanceOf(Rejection.Rejected.class);
  }

  private byte[] clean(byte[] photo) throws IOException {
    Path from = Files.write(folder.resolve("from"), photo);
    Path to = folder.resolve("to");
    PhotoCleaner.clean(FileKind.JPEG, from, to, 1);
    return Files.readAllBytes(to);
  }

  /** A JPEG with a segment more, in front of all others. */
  private static byte[] with(int marker, byte[] segment) {
    byte[] jpeg = Photos.jpeg(64, 48);
    return ByteBuffer.allocate(jpeg.length + 4 + segment.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (segment.length + 2))
        .put(segment)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }
}
