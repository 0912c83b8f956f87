package id.loket.payment.webhook;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.trace.TraceParent;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueTable;
import id.loket.payment.event.InvoiceEvent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
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
          + " next_attempt_at, ended, reason, last_status, look_at, delivered_at,"
          + " delivered_attempts, delivered_status";

  private final Cassandra cassandra;
  private final DueTable due;
  private final SettledStore settled;

  DeliveryStore(Cassandra cassandra, DueTable due, SettledStore settled) {
    this.cassandra = cassandra;
    this.due = due;
    this.settled = settled;
  }

  /**
   * Everything owed about one invoice, in order, with what is to be sent.
   *
   * @param traceparent the invoice's trace, or null
   */
  record Owed(List<Delivery> deliveries, Map<UUID, String> bodies, String traceparent) {
    /** One that was just written. */
    static Owed only(Delivery delivery, InvoiceEvent event) {
      return new Owed(List.of(delivery), Map.of(event.id(), event.webhook()), event.traceparent());
    }

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
                + " from {keyspace}.invoice where number = ?"
                + " and entry in ('event', 'delivery')",
            number)
        .map(
            rows ->
                new Owed(
                    rows.stream()
                        .filter(row -> is(row, "delivery") && isWhole(row))
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
        .rows("select entry, " + COLUMNS + " from {keyspace}.invoice where id = ?", id)
        .map(
            rows ->
                rows.stream()
                    .filter(row -> is(row, "delivery") && isWhole(row))
                    .map(DeliveryStore::of)
                    .findFirst());
  }

  /** The deliveries of one invoice. */
  Uni<List<Delivery>> of(String number) {
    return cassandra
        .rows(
            "select "
                + COLUMNS
                + " from {keyspace}.invoice where number = ? and entry = 'delivery'",
            number)
        .map(rows -> rows.stream().filter(DeliveryStore::isWhole).map(DeliveryStore::of).toList());
  }

  /**
   * Writes that a receiver has it, which nothing undoes: without a condition, in columns that no
   * conditional write touches. First the end is announced, so that it is listed.
   */
  Uni<Void> delivered(Delivery delivered) {
    return settled
        .insert(delivered)
        .chain(
            () ->
                cassandra.write(
                    "update {keyspace}.invoice set delivered_at = ?, delivered_attempts = ?,"
                        + " delivered_status = ?"
                        + " where number = ? and entry = 'delivery' and id = ?",
                    delivered.settledAt(),
                    delivered.attempts(),
                    delivered.lastStatus(),
                    delivered.invoiceNumber(),
                    delivered.id()));
  }

  /**
   * Writes what else became of a delivery; answers false when somebody else has written meanwhile.
   * First it is announced: the next attempt, so that it is made, or the end, so that it is listed.
   */
  Uni<Boolean> update(Delivery before, Delivery after) {
    Uni<Boolean> written =
        after.isPending()
            ? due.before(() -> List.of(attemptOf(after)), () -> write(before, after))
            : settled.insert(after).chain(() -> write(before, after));
    return written.call(
        done -> done ? Uni.createFrom().voidItem() : due.announceAnything(after.invoiceNumber()));
  }

  /** Remembers when an overdue delivery is looked at again, which has been announced. */
  Uni<Void> lookAgain(Delivery overdue, Instant at) {
    return cassandra.write(
        "update {keyspace}.invoice set look_at = ?"
            + " where number = ? and entry = 'delivery' and id = ?",
        at,
        overdue.invoiceNumber(),
        overdue.id());
  }

  private Due attemptOf(Delivery delivery) {
    return new Due(
        DueKind.DELIVERY, due.announced(delivery.nextAttemptAt()), delivery.invoiceNumber());
  }

  private Uni<Boolean> write(Delivery before, Delivery after) {
    return cassandra.writeIf(
        """
        update {keyspace}.invoice set state = ?, attempts = ?, next_attempt_at = ?, ended = ?,
          reason = ?, last_status = ?
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
        before.isNoted() ? before.state().name() : null,
        before.isNoted() ? before.attempts() : null);
  }

  /** A row that only says when to look again, or that it arrived, has outlived its delivery. */
  private static boolean isWhole(Row row) {
    return !row.isNull("event_id");
  }

  private static boolean is(Row row, String entry) {
    return entry.equals(row.getString("entry"));
  }

  private static Delivery of(Row row) {
    String state = row.getString("state");
    Instant created = row.getInstant("created");
    Delivery noted =
        new Delivery(
            row.getUuid("id"),
            row.getString("number"),
            row.getUuid("endpoint_id"),
            row.getUuid("event_id"),
            row.getString("type"),
            row.getInt("sequence"),
            state == null ? DeliveryState.PENDING : DeliveryState.valueOf(state),
            row.getInt("attempts"),
            created,
            state == null ? created : row.getInstant("next_attempt_at"),
            row.getInstant("ended"),
            row.getString("reason"),
            status(row, "last_status"),
            row.getInstant("look_at"),
            state != null);
    return row.isNull("delivered_at")
        ? noted
        : noted.delivered(
            row.getInt("delivered_attempts"),
            status(row, "delivered_status"),
            row.getInstant("delivered_at"));
  }

  private static Integer status(Row row, String column) {
    return row.isNull(column) ? null : row.getInt(column);
  }
}
