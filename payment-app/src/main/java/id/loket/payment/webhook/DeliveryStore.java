package id.loket.payment.webhook;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The deliveries in the invoices' partitions: the truth, of which the queue is only an image. */
@Singleton
class DeliveryStore {
  private static final String COLUMNS =
      "number, id, endpoint_id, event_id, type, sequence, state, attempts, created,"
          + " next_attempt_at, ended, reason, last_status";

  private final Cassandra cassandra;

  DeliveryStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  /**
   * A page of deliveries.
   *
   * @param next the cursor of the page behind it, or null
   */
  record DeliveryPage(List<Delivery> deliveries, String next) {}

  /**
   * Everything owed about one invoice, in order, with what is to be sent.
   *
   * @param traceparent the invoice's trace, or null
   */
  record Owed(List<Delivery> deliveries, Map<UUID, String> bodies, String traceparent) {
    Optional<Delivery> delivery(UUID id) {
      return deliveries.stream().filter(delivery -> delivery.id().equals(id)).findFirst();
    }

    /** The first one the same receiver has to get before that one. */
    Optional<Delivery> formerOf(Delivery delivery) {
      return pendingBeside(delivery)
          .filter(other -> other.sequence() < delivery.sequence())
          .findFirst();
    }

    /**
     * What the same receiver is to get after that one. One written since is queued by its writer.
     */
    Optional<Delivery> nextOf(Delivery delivery) {
      return pendingBeside(delivery)
          .filter(other -> other.sequence() > delivery.sequence())
          .findFirst();
    }

    private Stream<Delivery> pendingBeside(Delivery delivery) {
      return deliveries.stream()
          .filter(other -> other.endpointId().equals(delivery.endpointId()) && other.isPending())
          .sorted(Comparator.comparingInt(Delivery::sequence));
    }
  }

  Uni<Owed> owed(String number) {
    return cassandra
        .rows(
            "select entry, webhook, traceparent, "
                + COLUMNS
                + " from invoice where number = ?"
                + " and entry in ('event', 'delivery')",
            number)
        .map(
            rows ->
                new Owed(
                    rows.stream()
                        .filter(row -> is(row, "delivery"))
                        .map(DeliveryStore::of)
                        .toList(),
                    rows.stream()
                        .filter(row -> is(row, "event"))
                        .collect(
                            Collectors.toMap(
                                row -> row.getUuid("id"), row -> row.getString("webhook"))),
                    rows.isEmpty() ? null : rows.getFirst().getString(TraceParent.NAME)));
  }

  Uni<Optional<Delivery>> find(UUID id) {
    return cassandra
        .rows("select entry, " + COLUMNS + " from invoice where id = ?", id)
        .map(
            rows ->
                rows.stream()
                    .filter(row -> is(row, "delivery"))
                    .map(DeliveryStore::of)
                    .findFirst());
  }

  /**
   * A page of the deliveries in that state, in a stable order that is not that of time.
   *
   * @throws IllegalArgumentException (as a failure) for a cursor that is not ours
   */
  Uni<DeliveryPage> page(DeliveryState state, int size, String cursor) {
    return cassandra
        .page("select " + COLUMNS + " from invoice where state = ?", size, cursor, state.name())
        .map(
            page ->
                new DeliveryPage(
                    page.rows().stream().map(DeliveryStore::of).toList(), page.next()));
  }

  Uni<Long> count(DeliveryState state) {
    return cassandra
        .row("select count(*) from invoice where state = ?", state.name())
        .map(row -> row.map(found -> found.getLong(0)).orElse(0L));
  }

  /** Writes what became of a delivery; answers false when somebody else has written meanwhile. */
  Uni<Boolean> update(Delivery before, Delivery after) {
    return cassandra.writeIf(
        """
        update invoice set state = ?, attempts = ?, next_attempt_at = ?, ended = ?, reason = ?,
          last_status = ?
        where number = ? and entry = 'delivery' and id = ? if state = ? and attempts = ?\
        """,
        after.state().name(),
        after.attempts(),
        after.nextAttemptAt(),
        after.settledAt(),
        after.reason(),
        after.lastStatus(),
        after.invoiceNumber(),
        after.id(),
        before.state().name(),
        before.attempts());
  }

  private static boolean is(Row row, String entry) {
    return entry.equals(row.getString("entry"));
  }

  private static Delivery of(Row row) {
    return new Delivery(
        row.getUuid("id"),
        row.getString("number"),
        row.getUuid("endpoint_id"),
        row.getUuid("event_id"),
        row.getString("type"),
        row.getInt("sequence"),
        DeliveryState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        row.getInstant("created"),
        row.getInstant("next_attempt_at"),
        row.getInstant("ended"),
        row.getString("reason"),
        row.isNull("last_status") ? null : row.getInt("last_status"));
  }
}
