package id.loket.payment.due;

import java.time.Duration;
import java.time.Instant;

/** How the due table is divided. All of it is in the table's keys: never change it. */
public final class DueLayout {
  /** In how many parts the work of a kind can be shared. */
  public static final int SHARDS = 8;

  static final Duration BUCKET = Duration.ofHours(1);

  private DueLayout() {}

  /** Which shard a subject belongs to. A string's hash is the same everywhere. */
  public static int shardOf(String subject) {
    return Math.floorMod(subject.hashCode(), SHARDS);
  }

  /** The hour a time is in. */
  public static Instant bucketOf(Instant at) {
    long span = BUCKET.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), span) * span);
  }
}
