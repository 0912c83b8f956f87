package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Retention;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bookings are kept for the books; the people in them are forgotten in time. */
@TicketAppTest
class BookingRetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final UUID NOBODY = new UUID(0, 0);

  @Inject Retention retention;

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();

  @Test
  void aYearAfterItsEventABookingHasNeitherNameNorPaper() {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String key = paper(booked);
    UUID coming = counter.event();
    Counter.Booked toCome = counter.confirmed(coming, counter.seat(coming));
    pass(event, booked, 401);
    pass(null, toCome, 401);

    clean();

    assertThat(nameOf(booked)).isNull();
    assertThat(userOf(booked)).isEqualTo(booked.user());
    assertThat(warehouse.isStored(key)).isFalse();
    assertThat(count("select count(*) from document where booking_id = $1", booked)).isZero();
    assertThat(nameOf(toCome)).as("whose event is to come").isEqualTo("Siti Rahma");
    assertThat(counter.ticketCode(booked)).startsWith("LKT2.");
  }

  @Test
  void whenNoBookAsksForItAnyMoreItIsForgottenWhoseItWas() {
    UUID event = counter.event();
    List<UUID> seats = counter.seats(event, 2);
    Counter.Booked booked = counter.confirmed(event, seats.getFirst());
    Counter.Booked younger = counter.confirmed(event, seats.getLast());
    pass(event, booked, 3_661);
    pass(event, younger, 3_600);
    database.query(
        "update event set starts_at = now() - interval '3661 days' where id = $1", event);

    clean();

    assertThat(userOf(booked)).isEqualTo(NOBODY);
    assertThat(counter.statusOf(booked.id())).isEqualTo("CONFIRMED");
    assertThat(userOf(younger)).isEqualTo(younger.user());
  }

  @Test
  void whatWasOwedIsForgottenOnceItIsDone() {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    counter.cancel(booked).then().statusCode(200);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "select count(*) from obligation where booking_id = $1 and done_at is null",
                        booked)
                    == 0);
    long owed = count("select count(*) from obligation where booking_id = $1", booked);
    assertThat(owed).isPositive();
    database.query(
        """
        update obligation set done_at = case when kind = 'REFUND' then null
          else now() - interval '401 days' end,
          next_attempt_at = now() + interval '1 hour'
        where booking_id = $1
        """,
        booked.id());

    clean();

    assertThat(count("select count(*) from obligation where booking_id = $1", booked))
        .as("what is still owed")
        .isEqualTo(1);
    database.query("update obligation set done_at = now() where booking_id = $1", booked.id());
  }

  private String paper(Counter.Booked booked) {
    counter.ticketCode(booked);
    return database
        .query("select object_key from document where booking_id = $1", booked.id())
        .getFirst()
        .getString(0);
  }

  private void pass(UUID event, Counter.Booked booked, int days) {
    if (event != null) {
      database.query(
          "update event set starts_at = now() - $2 * interval '1 day', line_ended = true"
              + " where id = $1",
          event,
          days);
    }
    database.query(
        "update booking set updated_at = now() - $2 * interval '1 day' where id = $1",
        booked.id(),
        days);
    database.query(
        "update document set stored_at = now() - $2 * interval '1 day' where booking_id = $1"
            + " and stored_at is not null",
        booked.id(),
        days);
  }

  private void clean() {
    Cleaning.run(retention).await().atMost(PATIENCE);
  }

  private String nameOf(Counter.Booked booked) {
    return database
        .query("select holder_name from booking where id = $1", booked.id())
        .getFirst()
        .getString(0);
  }

  private UUID userOf(Counter.Booked booked) {
    return database
        .query("select user_id from booking where id = $1", booked.id())
        .getFirst()
        .getUUID(0);
  }

  private long count(String sql, Counter.Booked booked) {
    return database.count(sql, booked.id());
  }
}
