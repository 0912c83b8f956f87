package id.loket.payment.webhook;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Deliveries that ended, by when. Only ever written to: a delivery that was replayed has several
 * entries, of which the one counts whose time the delivery itself has.
 */
@Singleton
class SettledStore {
  private static final UUID FIRST_ID = new UUID(0, 0);

  private final Cassandra cassandra;

  SettledStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  /** One that ended at that time, perhaps. */
  record Settled(Instant at, String number, UUID id) {
    /** What entries of a bucket are read behind, from the newest on. */
    static Settled atEndOf(DeliveryState state, Instant bucket) {
      return new Settled(bucket.plus(SettledLayout.span(state)), "", FIRST_ID);
    }

    boolean isOf(Delivery delivery, DeliveryState state) {
      return delivery.id().equals(id)
          && delivery.state() == state
          && at.equals(delivery.settledAt());
    }
  }

  Uni<Void> insert(Delivery ended) {
    return cassandra.write(
        "insert into {keyspace}.settled_delivery (state, bucket, settled, number, id)"
            + " values (?, ?, ?, ?, ?)",
        ended.state().name(),
        SettledLayout.bucketOf(ended.state(), ended.settledAt()),
        ended.settledAt(),
        ended.invoiceNumber(),
        ended.id());
  }

  /** Entries of a bucket that ended before that one, the newest first. */
  Uni<List<Settled>> page(DeliveryState state, Instant bucket, Settled before, int limit) {
    return cassandra
        .rows(
            "select settled, number, id from {keyspace}.settled_delivery"
                + " where state = ? and bucket = ? and (settled, number, id) < (?, ?, ?) limit ?",
            state.name(),
            bucket,
            before.at(),
            before.number(),
            before.id(),
            limit)
        .map(rows -> rows.stream().map(SettledStore::of).toList());
  }

  private static Settled of(Row row) {
    return new Settled(row.getInstant("settled"), row.getString("number"), row.getUuid("id"));
  }
}
