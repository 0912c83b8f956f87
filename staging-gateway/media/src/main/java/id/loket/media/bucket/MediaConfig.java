package id.loket.media.bucket;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where pictures are kept, and how much of everything there may be. */
@ConfigMapping(prefix = "loket.media")
public interface MediaConfig {
  /** The S3 bucket. */
  String bucket();

  /** Where bytes lie while they are checked; emptied by the system. */
  String folder();

  /** The largest picture that is kept. */
  @WithDefault("25M")
  MemorySize largest();

  /** How long an upload that is not finished is kept. */
  @WithDefault("3d")
  Duration uploadLifetime();

  /**
   * How long a photo is kept that belongs to no visit: longer than a phone may be away that has
   * sent it and not its visit. Set by {@code LOKET_MEDIA_UNCLAIMED}.
   */
  @WithDefault("90d")
  Duration unclaimed();

  /** How many bytes of an upload are in memory before they are safe in S3. */
  @WithDefault("256K")
  MemorySize part();

  /** How often an upload may break off, or pause; one that comes in crumbs is given up. */
  @WithDefault("1000")
  int mostBreaks();

  /** How many uploads are received at once; more are told to come again. */
  @WithDefault("128")
  int uploadsAtOnce();

  /** How many of them may be one sender's. */
  @WithDefault("4")
  int uploadsOfOne();

  /** What a sender must send in a second on average, once it has begun; slower ones break off. */
  @WithDefault("1K")
  MemorySize slowest();

  /** For how long nobody is asked to be fast. */
  @WithDefault("15s")
  Duration patience();

  /** How many photos are drawn at once, as far as there is memory for them (loket.photo). */
  @WithDefault("2")
  int drawnAtOnce();

  /** How many photos may wait to be drawn; more are told to come again. */
  @WithDefault("64")
  int mostWaiting();

  /** The most pixels a photo may have to be drawn: its header says so before it is unpacked. */
  @WithDefault("50000000")
  long mostPixels();
}
