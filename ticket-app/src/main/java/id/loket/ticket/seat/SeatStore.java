package id.loket.ticket.seat;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.id.Ids;
import id.loket.kit.money.Money;
import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Seats in PostgreSQL. */
@Singleton
class SeatStore {
  private static final String COLUMNS =
      """
      id, event_id, label, section, row_label, price_amount, price_currency, status, version,
      created_at
      """;

  private final SeatChangeRelay relay;

  SeatStore(SeatChangeRelay relay) {
    this.relay = relay;
  }

  /** Makes seats at once, in the order given. */
  Uni<List<Seat>> insert(SqlClient client, UUID eventId, List<NewSeat> seats) {
    return client
        .preparedQuery(
            """
            insert into seat (id, event_id, label, section, row_label, price_amount, price_currency)
            select t.id, $1, t.label, t.section, t.row_label, t.amount, t.currency
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[])
              with ordinality as t (id, label, section, row_label, amount, currency, position)
            order by t.position
            returning\s\
            """
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addUUID(eventId)
                .addArrayOfUUID(seats.stream().map(seat -> Ids.next()).toArray(UUID[]::new))
                .addArrayOfString(texts(seats, NewSeat::label))
                .addArrayOfString(texts(seats, NewSeat::section))
                .addArrayOfString(texts(seats, NewSeat::row))
                .addArrayOfLong(
                    seats.stream().map(seat -> seat.price().amount()).toArray(Long[]::new))
                .addArrayOfString(texts(seats, seat -> seat.price().currency())))
        .map(SeatStore::all);
  }

  Uni<Optional<Seat>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from seat where id = $1 and deleted_at is null")
        .execute(Tuple.of(id))
        .map(SeatStore::first);
  }

  /** Reads a seat and keeps everybody else from changing it until the transaction ends. */
  Uni<Optional<Seat>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery(
            "select " + COLUMNS + " from seat where id = $1 and deleted_at is null for update")
        .execute(Tuple.of(id))
        .map(SeatStore::first);
  }

  /** The same for several seats, in the order of their ids. */
  Uni<List<Seat>> lockAll(SqlClient transaction, List<UUID> ids) {
    return transaction
        .preparedQuery(
            "select "
                + COLUMNS
                + " from seat where id = any ($1) and deleted_at is null order by id for update")
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(SeatStore::all);
  }

  Uni<List<Seat>> list(
      SqlClient client, UUID eventId, SeatStatus status, Cursor cursor, int limit) {
    return client
        .preparedQuery(
            "select "
                + COLUMNS
                + """
                from seat
                where event_id = $1 and deleted_at is null
                  and ($2::text is null or status = $2)
                  and ($3::timestamptz is null or (created_at, id) > ($3, $4::uuid))
                order by created_at, id
                limit $5
                """)
        .execute(
            Tuple.of(
                eventId,
                status == null ? null : status.name(),
                cursor == null ? null : utc(cursor.at()),
                cursor == null ? null : cursor.id(),
                limit))
        .map(SeatStore::all);
  }

  /** Writes a seat's status; every replica's listeners are told once it is committed. */
  Uni<Void> changeStatus(SqlClient transaction, Seat seat) {
    return transaction
        .preparedQuery(
            """
            with changed as (
              update seat set status = $2, version = version + 1 where id = $1
              returning id, event_id, status, version)
            insert into seat_change (seat_id, event_id, status, version)
            select id, event_id, status, version from changed
            """)
        .execute(Tuple.of(seat.details().id(), seat.status().name()))
        .invoke(relay::changed)
        .replaceWithVoid();
  }

  /** Writes what a seat is, if the version is still that one. */
  Uni<Optional<Seat>> update(SqlClient client, UUID id, long version, NewSeat fields) {
    return client
        .preparedQuery(
            """
            update seat set label = $3, section = $4, row_label = $5, price_amount = $6,
              price_currency = $7, version = version + 1
            where id = $1 and version = $2 and deleted_at is null
            returning\s\
            """
                + COLUMNS)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addLong(version)
                .addString(fields.label())
                .addString(fields.section())
                .addString(fields.row())
                .addLong(fields.price().amount())
                .addString(fields.price().currency()))
        .map(SeatStore::first);
  }

  /** Deletes a seat nobody has or waits for; false when somebody does. */
  Uni<Boolean> delete(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            update seat set deleted_at = now(), version = version + 1
            where id = $1 and status = 'OPEN' and deleted_at is null
            """)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() == 1);
  }

  private static String[] texts(List<NewSeat> seats, Function<NewSeat, String> field) {
    return seats.stream().map(field).toArray(String[]::new);
  }

  private static Optional<Seat> first(RowSet<Row> rows) {
    return Rows.first(rows, SeatStore::read);
  }

  private static List<Seat> all(RowSet<Row> rows) {
    return Rows.list(rows, SeatStore::read);
  }

  private static Seat read(Row row) {
    SeatDetails details =
        new SeatDetails(
            row.getUUID("id"),
            row.getUUID("event_id"),
            row.getString("label"),
            row.getString("section"),
            row.getString("row_label"),
            new Money(row.getLong("price_amount"), row.getString("price_currency")),
            row.getLong("version"),
            instant(row, "created_at"));
    return Seat.of(details, SeatStatus.valueOf(row.getString("status")));
  }
}
