package id.loket.payment.event;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.event.Event;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The events waiting in the invoices' partitions to be published. */
@Singleton
class EventStore {
  private final Cassandra cassandra;

  EventStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  /** What one invoice has to publish, oldest first. */
  Uni<List<Event>> unpublished(String number) {
    return cassandra
        .rows(
            "select id, type, sequence, created, state, published_at, message, traceparent"
                + " from {keyspace}.invoice"
                + " where number = ? and entry = 'event'",
            number)
        .map(
            rows ->
                rows.stream()
                    .filter(EventStore::isUnpublished)
                    .sorted(Comparator.comparingInt(row -> row.getInt("sequence")))
                    .map(row -> eventOf(number, row))
                    .toList());
  }

  /**
   * Remembers that the broker has confirmed an event: without a condition, in a column that no
   * conditional write touches.
   */
  Uni<Void> published(Event event) {
    return cassandra.write(
        "update {keyspace}.invoice set published_at = ?"
            + " where number = ? and entry = 'event' and id = ?",
        Instant.now(),
        event.subject(),
        event.id());
  }

  /** Versions before marked events in their state. */
  private static boolean isUnpublished(Row row) {
    return "UNPUBLISHED".equals(row.getString("state")) && row.isNull("published_at");
  }

  private static Event eventOf(String number, Row row) {
    return new Event(
        row.getUuid("id"),
        row.getString("type"),
        number,
        row.getInstant("created"),
        row.getString("message"),
        row.getString(TraceParent.NAME));
  }
}
