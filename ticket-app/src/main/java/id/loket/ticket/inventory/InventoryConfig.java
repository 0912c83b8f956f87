package id.loket.ticket.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Where files of stock lie, and how they are loaded. */
@ConfigMapping(prefix = "loket.inventory")
public interface InventoryConfig {
  /** The S3 bucket. */
  String bucket();

  /** Objects put below it are files of stock to be taken in. */
  @WithDefault("inventory/")
  String prefix();

  /** Where files lie once they are taken in, each under its own id. */
  @WithDefault("stock-files/")
  String keptPrefix();

  /** How often the bucket is looked through for files somebody put there; a duration. */
  String sweepEvery();

  /** How many files one replica takes in at a time. */
  @WithDefault("4")
  int uploadsAtOnce();

  /** How many rows are read before they are written down. */
  @WithDefault("5000")
  int rowsAtOnce();

  /** How many rows of stock change in one transaction; orders of these items wait that long. */
  @WithDefault("10000")
  int loadedAtOnce();

  /**
   * After a crash another replica goes on then with a file that this one had begun; set by {@code
   * LOKET_INVENTORY_LEASE}.
   */
  @WithDefault("60s")
  Duration lease();

  /** How many bad rows are written into the file of errors; all are counted. */
  @WithDefault("10000")
  int errorsWritten();

  /** How long an upload may take in all. */
  @WithDefault("1h")
  Duration longestUpload();

  /** How long a file is kept, with its object and its errors, once it was taken in. */
  @WithDefault("180d")
  Duration filesKept();

  /** How long each movement of stock is told; older ones are summed up. At least 30 days. */
  @WithDefault("400d")
  Duration movementsKept();

  /** How long falls of stock are kept once they were told. */
  @WithDefault("90d")
  Duration fallsKept();

  /** How long a link to a file of errors works. */
  @WithDefault("10m")
  Duration urlLifetime();
}
