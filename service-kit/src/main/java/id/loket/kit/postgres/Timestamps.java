package id.loket.kit.postgres;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** PostgreSQL's {@code timestamptz}, which its driver reads and writes with an offset. */
public final class Timestamps {
  private Timestamps() {}

  /** A moment as the driver takes it; null stays null. */
  public static OffsetDateTime utc(Instant moment) {
    return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
  }

  /** The moment in a column, or null. */
  public static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
