package id.loket.payment.webhook;

import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueTable;
import id.loket.payment.due.DueTable.Cursor;
import id.loket.payment.due.DueTable.Open;
import id.loket.payment.due.Place;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * Deliveries that are owed, read from the due table: each has an entry for its next attempt, and
 * one for the next look at it once that is overdue.
 */
@Singleton
class PendingDeliveries implements DeliverySource {
  private static final int ENTRIES = 100;
  private static final Duration AT_LEAST = Duration.ofDays(1);
  private static final String SEPARATOR = " ";
  private static final int PARTS = 3;

  private final DueTable due;
  private final Duration horizon;

  PendingDeliveries(DueTable due, WebhookConfig config) {
    this.due = due;
    this.horizon = config.longestWait().plus(AT_LEAST);
  }

  /** Entries of all that may be owed. */
  Uni<Open> open(Cursor from, int limit) {
    return due.open(DueKind.DELIVERY, from, horizon, limit);
  }

  @Override
  public Uni<Entries> entries(String place) {
    Cursor from = place.equals(START) ? Cursor.START : parse(place);
    return open(from, ENTRIES)
        .map(
            open ->
                new Entries(
                    open.entries().stream().map(entry -> entry(from.shard(), entry)).toList(),
                    open.next() == null ? null : text(open.next())));
  }

  private Entry entry(int shard, Due found) {
    return new Entry(
        text(new Cursor(shard, new Place(found.at(), found.subject()))),
        found.subject(),
        delivery -> delivery.isPending() && announced(delivery).equals(found.at()));
  }

  /** The one of a delivery's entries that stands for it: the latest. */
  private Instant announced(Delivery delivery) {
    Instant attempt = due.after(delivery.nextAttemptAt());
    Instant look = delivery.lookAt();
    return look != null && look.isAfter(attempt) ? look : attempt;
  }

  private static String text(Cursor cursor) {
    return cursor.place() == null
        ? String.valueOf(cursor.shard())
        : String.join(
            SEPARATOR,
            String.valueOf(cursor.shard()),
            String.valueOf(cursor.place().at().toEpochMilli()),
            cursor.place().subject());
  }

  private static Cursor parse(String text) {
    String[] parts = text.split(SEPARATOR, PARTS);
    int shard = Integer.parseInt(parts[0]);
    return parts.length < PARTS
        ? new Cursor(shard, null)
        : new Cursor(shard, new Place(Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[2]));
  }
}
