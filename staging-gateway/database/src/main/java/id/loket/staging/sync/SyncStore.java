package id.loket.staging.sync;

import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.staging.batch.BatchStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What devices sent, in PostgreSQL. A page takes a few statements, however many items it has. */
@Singleton
class SyncStore {
  /** Who sends: the device's row is locked, so its pages are taken one after the other. */
  record Sender(String status, boolean dismissed, boolean trailConsent, String email) {}

  Uni<Optional<Sender>> seen(SqlClient transaction, UUID collectorId, UUID deviceId) {
    return transaction
        .preparedQuery(
            """
            update device d set last_sync_at = now(), synced_in = pg_current_xact_id()
            from collector c
            where d.id = $1 and d.collector_id = $2 and c.id = d.collector_id
            returning d.status, c.dismissed_at is not null as dismissed, c.trail_consent, c.email
            """)
        .execute(Tuple.of(deviceId, collectorId))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next())
                        .map(
                            row ->
                                new Sender(
                                    row.getString("status"),
                                    row.getBoolean("dismissed"),
                                    row.getBoolean("trail_consent"),
                                    row.getString("email"))));
  }

  /** The collector's open batch and those named, none of which is closed before we are done. */
  Uni<Map<UUID, BatchStatus>> holdBatches(
      SqlClient transaction, UUID collectorId, Set<UUID> claimed) {
    return transaction
        .preparedQuery(
            """
            select id, status from batch
            where collector_id = $1 and (id = any($2) or status = 'OPEN') for share
            """)
        .execute(Tuple.of(collectorId, claimed.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, BatchStatus> batches = new HashMap<>();
              rows.forEach(
                  row ->
                      batches.put(row.getUUID("id"), BatchStatus.valueOf(row.getString("status"))));
              return batches;
            });
  }

  /**
   * Stores what is not there yet; the ids of it.
   *
   * @param storedAt when the gateway took it; null of what comes now
   */
  Uni<Set<UUID>> insert(
      SqlClient transaction,
      UUID collectorId,
      UUID deviceId,
      Instant storedAt,
      List<Page.Placed> items) {
    return transaction
        .preparedQuery(
            """
            insert into item (id, device_id, collector_id, batch_id, claimed_batch, sequence, kind,
              recorded_at, received_at, hash, body, lat, lon)
            select g.id, $1, $2, g.batch, g.claimed, g.sequence, g.kind, g.recorded_at,
              least(now(), $13::timestamptz), g.hash, g.body, g.lat, g.lon
            from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[],
              $8::timestamptz[], $9::text[], $10::text[], $11::float8[], $12::float8[])
              as g (id, batch, claimed, sequence, kind, recorded_at, hash, body, lat, lon)
            on conflict (id) do nothing returning id
            """)
        .execute(
            Tuple.tuple()
                .addUUID(deviceId)
                .addUUID(collectorId)
                .addArrayOfUUID(column(items, placed -> placed.item().id(), UUID[]::new))
                .addArrayOfUUID(column(items, Page.Placed::batch, UUID[]::new))
                .addArrayOfUUID(column(items, placed -> placed.item().batchId(), UUID[]::new))
                .addArrayOfLong(column(items, placed -> placed.item().sequence(), Long[]::new))
                .addArrayOfString(
                    column(items, placed -> placed.item().kind().name(), String[]::new))
                .addArrayOfOffsetDateTime(
                    column(items, placed -> utc(placed.item().recordedAt()), OffsetDateTime[]::new))
                .addArrayOfString(column(items, placed -> placed.item().hash(), String[]::new))
                .addArrayOfString(column(items, placed -> placed.item().body(), String[]::new))
                .addArrayOfDouble(column(items, placed -> placed.item().lat(), Double[]::new))
                .addArrayOfDouble(column(items, placed -> placed.item().lon(), Double[]::new))
                .addOffsetDateTime(utc(storedAt)))
        .map(
            rows -> {
              Set<UUID> stored = new HashSet<>();
              rows.forEach(row -> stored.add(row.getUUID("id")));
              return stored;
            });
  }

  /** What a push the gateway kept brings again had arrived when it was kept, if not before. */
  Uni<Void> arrivedAt(SqlClient transaction, List<UUID> ids, Instant storedAt) {
    return transaction
        .preparedQuery(
            """
            update item i set received_at = $2 where i.id = any($1) and i.received_at > $2
              and not exists (select 1 from batch b where b.id = i.batch_id and b.status = 'CLOSED')
            """)
        .execute(Tuple.of(ids.toArray(UUID[]::new), utc(storedAt)))
        .replaceWithVoid();
  }

  /** The hashes of items that are stored. */
  Uni<Map<UUID, String>> hashes(SqlClient client, List<UUID> ids) {
    return client
        .preparedQuery("select id, hash from item where id = any($1)")
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, String> hashes = new HashMap<>();
              rows.forEach(row -> hashes.put(row.getUUID("id"), row.getString("hash")));
              return hashes;
            });
  }

  Uni<Void> insertVisits(SqlClient transaction, UUID collectorId, List<PushedItem> visits) {
    Function<PushedItem, PushedItem.Receipt> receipt = item -> item.visit().receipt();
    return transaction
        .preparedQuery(
            """
            insert into visit (id, collector_id, assignment_id, result, receipt_number,
              receipt_amount, receipt_currency, receipt_method)
            select g.id, $1, g.assignment, g.result, g.number, g.amount, g.currency, g.method
            from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::text[],
              $8::text[]) as g (id, assignment, result, number, amount, currency, method)
            """)
        .execute(
            Tuple.tuple()
                .addUUID(collectorId)
                .addArrayOfUUID(column(visits, PushedItem::id, UUID[]::new))
                .addArrayOfUUID(column(visits, item -> item.visit().assignmentId(), UUID[]::new))
                .addArrayOfString(column(visits, item -> item.visit().result(), String[]::new))
                .addArrayOfString(
                    column(visits, of(receipt, PushedItem.Receipt::number), String[]::new))
                .addArrayOfLong(
                    column(visits, of(receipt, PushedItem.Receipt::amount), Long[]::new))
                .addArrayOfString(
                    column(visits, of(receipt, PushedItem.Receipt::currency), String[]::new))
                .addArrayOfString(
                    column(visits, of(receipt, PushedItem.Receipt::method), String[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> insertPhotos(SqlClient transaction, List<PushedItem> visits) {
    List<UUID> ids = new ArrayList<>();
    List<UUID> owners = new ArrayList<>();
    List<String> digests = new ArrayList<>();
    for (PushedItem item : visits) {
      for (PushedItem.Photo photo : item.visit().photos()) {
        ids.add(photo.id());
        owners.add(item.id());
        digests.add(photo.sha256());
      }
    }
    if (ids.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return transaction
        .preparedQuery(
            """
            insert into photo (id, visit_id, sha256)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[]) on conflict do nothing
            """)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(ids.toArray(UUID[]::new))
                .addArrayOfUUID(owners.toArray(UUID[]::new))
                .addArrayOfString(digests.toArray(String[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> insertVoids(SqlClient transaction, UUID collectorId, List<PushedItem> voids) {
    return insertPairs(
        transaction,
        """
        insert into visit_void (visit_id, item_id, collector_id)
        select g.visit, g.item, $1 from unnest($2::uuid[], $3::uuid[]) as g (visit, item)
        """,
        collectorId,
        voids,
        PushedItem::voids);
  }

  Uni<Void> insertMissing(SqlClient transaction, UUID collectorId, List<PushedItem> declared) {
    return insertPairs(
        transaction,
        """
        insert into photo_missing (photo_id, item_id, collector_id)
        select g.photo, g.item, $1 from unnest($2::uuid[], $3::uuid[]) as g (photo, item)
        """,
        collectorId,
        declared,
        PushedItem::missingPhoto);
  }

  private static Uni<Void> insertPairs(
      SqlClient transaction,
      String sql,
      UUID collectorId,
      List<PushedItem> items,
      Function<PushedItem, UUID> about) {
    return transaction
        .preparedQuery(sql)
        .execute(
            Tuple.tuple()
                .addUUID(collectorId)
                .addArrayOfUUID(column(items, about, UUID[]::new))
                .addArrayOfUUID(column(items, PushedItem::id, UUID[]::new)))
        .replaceWithVoid();
  }

  Uni<Void> keepRefused(
      SqlClient transaction, UUID collectorId, UUID deviceId, List<RefusedItem> refused) {
    return transaction
        .preparedQuery(
            """
            insert into refused_item (collector_id, device_id, id, sequence, problem, body)
            select $1, $2, g.id, g.sequence, g.problem, g.body
            from unnest($3::text[], $4::bigint[], $5::text[], $6::text[])
              as g (id, sequence, problem, body)
            on conflict do nothing
            """)
        .execute(
            Tuple.tuple()
                .addUUID(collectorId)
                .addUUID(deviceId)
                .addArrayOfString(column(refused, RefusedItem::id, String[]::new))
                .addArrayOfLong(column(refused, RefusedItem::sequence, Long[]::new))
                .addArrayOfString(column(refused, RefusedItem::problem, String[]::new))
                .addArrayOfString(column(refused, RefusedItem::body, String[]::new)))
        .replaceWithVoid();
  }

  private static <A, B> Function<PushedItem, B> of(
      Function<PushedItem, A> part, Function<A, B> member) {
    return item -> {
      A found = part.apply(item);
      return found == null ? null : member.apply(found);
    };
  }

  private static <T, C> C[] column(
      List<T> rows, Function<T, C> value, java.util.function.IntFunction<C[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}
