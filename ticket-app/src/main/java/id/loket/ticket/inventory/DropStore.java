package id.loket.ticket.inventory;

import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.id.Ids;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * What is known, in PostgreSQL, of objects that somebody put into the bucket. One that was dropped
 * is known by its key, its entity tag and its time, and has one row whoever sees it first.
 */
@Singleton
class DropStore {
  /** Who sent what was put straight into the bucket: only the object store knows more. */
  static final String BUCKET = "bucket";

  /**
   * What the files that were sent, and those dropped before there were such rows, have in common
   * with an object that is seen: they lay where it lies.
   */
  private static final String LIES_THERE =
      """
      i.object_key = o.key and i.dropped_at is null
        and (i.object_tag = o.tag or i.status = 'RECEIVING'
          or (i.object_tag is null and o.at <= i.updated_at))
      """;

  static final String KNOWN =
      """
      with o as (
        select * from unnest($1::text[], $2::text[], $3::timestamptz[])
          with ordinality as o (key, tag, at, place))
      select o.place, i.id, i.dropped_at is not null as dropped, i.status, i.object_key
      from o join inventory_import i
        on i.dropped_key = o.key and i.dropped_tag = o.tag and i.dropped_at = o.at
      union all
      select o.place, i.id, i.dropped_at is not null as dropped, i.status, i.object_key
      from o join inventory_import i on
      """
          + LIES_THERE;

  /**
   * An object that was seen, and the file it is.
   *
   * @param object its place among those asked for
   * @param dropped whether it was dropped; else it was sent, or is of former times
   * @param lies where the file lies
   */
  record Known(int object, UUID id, boolean dropped, ImportStatus status, String lies) {}

  /** An object nobody knew, now a file of stock. */
  record Noted(UUID id, String name, Import.Wish wish) {}

  /** Notes objects nobody knows; answers which. */
  Uni<List<Noted>> insertUnknown(SqlClient client, List<StockFiles.Dropped> objects) {
    List<Import.Wish> wishes = objects.stream().map(Import.Wish::of).toList();
    return client
        .preparedQuery(
            """
            insert into inventory_import (id, name, object_key, size, mode, again, status,
              created_by, organiser_id, dropped_key, dropped_tag, dropped_at)
            select o.id, o.name, o.key, o.size, o.mode, o.again, 'RECEIVING', 'bucket', o.organiser_id,
              o.key, o.tag, o.at
            from unnest($1::text[], $2::text[], $3::timestamptz[], $4::uuid[], $5::text[],
              $6::bigint[], $7::text[], $8::boolean[], $9::uuid[])
              as o (key, tag, at, id, name, size, mode, again, organiser_id)
            where not exists (select 1 from inventory_import i where
            """
                + LIES_THERE
                + """
                )
                order by o.key
                on conflict (dropped_key, dropped_tag, dropped_at) where dropped_at is not null do nothing
                returning id, name, mode, again, organiser_id
                """)
        .execute(
            seen(objects)
                .addArrayOfUUID(objects.stream().map(object -> Ids.next()).toArray(UUID[]::new))
                .addArrayOfString(
                    objects.stream().map(StockFiles.Dropped::name).toArray(String[]::new))
                .addArrayOfLong(objects.stream().map(StockFiles.Dropped::size).toArray(Long[]::new))
                .addArrayOfString(
                    wishes.stream().map(wish -> wish.mode().name()).toArray(String[]::new))
                .addArrayOfBoolean(wishes.stream().map(Import.Wish::again).toArray(Boolean[]::new))
                .addArrayOfUUID(wishes.stream().map(Import.Wish::organiserId).toArray(UUID[]::new)))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Noted(
                            row.getUUID("id"),
                            row.getString("name"),
                            new Import.Wish(
                                ImportMode.valueOf(row.getString("mode")),
                                false,
                                false,
                                row.getBoolean("again"),
                                row.getUUID("organiser_id"),
                                BUCKET))));
  }

  /** The files that objects are. */
  Uni<List<Known>> known(SqlClient client, List<StockFiles.Dropped> objects) {
    return client
        .preparedQuery(KNOWN)
        .execute(seen(objects))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new Known(
                            row.getLong("place").intValue() - 1,
                            row.getUUID("id"),
                            row.getBoolean("dropped"),
                            ImportStatus.valueOf(row.getString("status")),
                            row.getString("object_key"))));
  }

  /** Ends a file that nobody may load; it lies elsewhere now. */
  Uni<Void> refuse(SqlClient client, UUID id, String key, String tag, Reason reason) {
    return client
        .preparedQuery(
            """
            update inventory_import set status = 'FAILED', reason = $4, object_key = $2,
              object_tag = $3, updated_at = now()
            where id = $1 and status = 'RECEIVING'
            """)
        .execute(Tuple.of(id, key, tag, reason.name()))
        .replaceWithVoid();
  }

  /** Notes that a file of former times lies elsewhere now. */
  Uni<Void> moved(SqlClient client, UUID id, String key, String tag) {
    return client
        .preparedQuery("update inventory_import set object_key = $2, object_tag = $3 where id = $1")
        .execute(Tuple.of(id, key, tag))
        .replaceWithVoid();
  }

  /**
   * Ends files that were taken away before they could be taken in.
   *
   * @param there those whose objects are there
   */
  Uni<Void> endVanished(SqlClient client, List<UUID> there) {
    return client
        .preparedQuery(
            """
            update inventory_import set status = 'FAILED', reason = $1, updated_at = now()
            where status = 'RECEIVING' and dropped_at is not null
              and created_at < now() - interval '1 hour' and id <> all ($2)
            """)
        .execute(Tuple.of(Reason.FILE_GONE.name(), there.toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  private static Tuple seen(List<StockFiles.Dropped> objects) {
    return Tuple.tuple()
        .addArrayOfString(objects.stream().map(StockFiles.Dropped::key).toArray(String[]::new))
        .addArrayOfString(objects.stream().map(StockFiles.Dropped::tag).toArray(String[]::new))
        .addArrayOfOffsetDateTime(
            objects.stream().map(object -> utc(object.at())).toArray(OffsetDateTime[]::new));
  }
}
