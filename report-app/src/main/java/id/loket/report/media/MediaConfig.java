package id.loket.report.media;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where photos and videos are kept and how they are processed. */
@ConfigMapping(prefix = "loket.media")
public interface MediaConfig {
  /** The S3 bucket. */
  String bucket();

  /**
   * Whether the object store tells the broker of objects that arrive (exchange {@code
   * loket.events}, routing key {@code object.created}); if not, a message of our own does.
   */
  @WithDefault("false")
  boolean storeNotifies();

  /** The largest photo that is kept. */
  @WithDefault("25M")
  MemorySize largestPhoto();

  /** The largest video that is kept. */
  @WithDefault("100M")
  MemorySize largestVideo();

  /** The most pixels a photo may have: its header says so before anything is unpacked. */
  @WithDefault("50000000")
  long mostPixels();

  /**
   * How many bytes of uploads lie on disk at once; beside them, each file that is processed lies
   * there twice.
   */
  @WithDefault("512M")
  MemorySize uploadsOnDisk();

  /** How many photos and videos a report may have. */
  @WithDefault("10")
  int mostPerReport();

  /** How many are processed at once, as far as there is memory for them (loket.photo). */
  @WithDefault("2")
  int processedAtOnce();

  /** After a crash, another replica takes up a photo then that this one had begun. */
  @WithDefault("2m")
  Duration lease();

  /** How long after a change a sweep looks after what no message has taken up. */
  @WithDefault("15s")
  Duration patience();

  /** How long an upload may take before it counts as broken off. */
  @WithDefault("15m")
  Duration longestUpload();

  /** How long it is kept that there was a file which was refused or went with its report. */
  @WithDefault("180d")
  Duration goneKept();

  /** How long a presigned URL works. */
  @WithDefault("10m")
  Duration urlLifetime();
}
