package id.loket.payment.event;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.event.Event;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
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
            "select id, type, sequence, created, state, message, traceparent from {keyspace}.invoice"
                + " where number = ? and entry = 'event'",
            number)
        .map(
            rows ->
                rows.stream()
                    .filter(row -> "UNPUBLISHED".equals(row.getString("state")))
                    .sorted(Comparator.comparingInt(row -> row.getInt("sequence")))
                    .map(row -> eventOf(number, row))
                    .toList());
  }

  /**
   * Remembers that the broker has confirmed an event. Without a condition, which would cost four
   * times as much: nothing else ever changes that state, and a mark that a clock put before the
   * event itself only makes it be published once more.
   */
  Uni<Void> published(Event event) {
    return cassandra.write(
        "update {keyspace}.invoice set state = 'PUBLISHED' where number = ? and entry = 'event' and id = ?",
        event.subject(),
        event.id());
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
