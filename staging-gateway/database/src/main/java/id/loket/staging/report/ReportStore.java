package id.loket.staging.report;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.money.Money;
import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What PostgreSQL says of a batch. Everything follows from what is stored, in whatever order. */
@Singleton
class ReportStore {
  private static final String DIGEST =
      """
      encode(sha256(convert_to(
        coalesce(string_agg(id::text || ' ' || hash || E'\\n', '' order by id), ''), 'UTF8')), 'hex')
      """;

  static final String VOIDED =
      """
      exists (select 1 from visit_void x
        where x.visit_id = v.id and x.collector_id = v.collector_id)
      """;

  private final TolerantJson json;

  ReportStore(TolerantJson json) {
    this.json = json;
  }

  /** The digest of what one device recorded for a batch. */
  Uni<Digest> digest(SqlClient client, UUID batch, UUID device) {
    return client
        .preparedQuery(
            "select count(*) as items, coalesce(max(sequence), 0) as highest, "
                + DIGEST
                + " as digest from item where claimed_batch = $1 and device_id = $2")
        .execute(Tuple.of(batch, device))
        .map(rows -> rows.iterator().next())
        .chain(
            own ->
                whole(client, batch)
                    .map(
                        whole ->
                            new Digest(
                                batch,
                                own.getLong("items"),
                                own.getLong("highest"),
                                own.getString("digest"),
                                whole)));
  }

  /** The digest of everything that counts in a batch. */
  Uni<Digest.Whole> whole(SqlClient client, UUID batch) {
    return client
        .preparedQuery(
            "select count(*) as items, " + DIGEST + " as digest from item where batch_id = $1")
        .execute(Tuple.of(batch))
        .map(rows -> rows.iterator().next())
        .map(row -> new Digest.Whole(row.getLong("items"), row.getString("digest")));
  }

  /** Everything that counts in a batch, as it was recorded, behind that one. */
  Uni<List<RecordedItem>> contents(SqlClient client, UUID batch, UUID after, int count) {
    return client
        .preparedQuery(
            """
            select id, device_id, hash, body from item
            where batch_id = $1 and id > $2 and body <> '' order by id limit $3
            """)
        .execute(Tuple.of(batch, after, count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new RecordedItem(
                            row.getUUID("id"),
                            row.getUUID("device_id"),
                            row.getString("hash"),
                            json.read(row.getString("body"), JsonNode.class))));
  }

  Uni<List<ItemHash>> items(SqlClient client, UUID batch, UUID device, UUID after, int count) {
    return client
        .preparedQuery(
            """
            select id, sequence, hash from item
            where claimed_batch = $1 and device_id = $2 and id > $3 order by id limit $4
            """)
        .execute(Tuple.of(batch, device, after, count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new ItemHash(
                            row.getUUID("id"), row.getLong("sequence"), row.getString("hash"))));
  }

  Uni<List<BatchReport.LaterVoid>> laterVoids(SqlClient client, UUID batch, int count) {
    return client
        .preparedQuery(
            """
            select x.visit_id, i.body from item i join visit_void x on x.item_id = i.id
            where i.batch_id = $1 and i.kind = 'VOID' and not exists (
              select 1 from item o where o.id = x.visit_id and o.batch_id = i.batch_id)
            order by i.id limit $2
            """)
        .execute(Tuple.of(batch, count))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new BatchReport.LaterVoid(
                            row.getUUID("visit_id"),
                            json.read(row.getString("body"), JsonNode.class)
                                .path("void")
                                .path("reason")
                                .asText(""))));
  }

  Uni<Totals> totals(SqlClient client, UUID batch) {
    return Uni.combine()
        .all()
        .unis(
            counts(client, batch),
            results(client, batch),
            receipts(client, batch),
            promised(client, batch))
        .with(Counts::with);
  }

  /** The plain numbers among the totals. */
  private record Counts(
      int visits, int voided, int promises, int photos, int photosMissing, long meters) {
    Totals with(
        SortedMap<String, Integer> results, List<MethodTotal> receipts, List<Money> promised) {
      return new Totals(
          visits, voided, results, receipts, promises, promised, photos, photosMissing, meters);
    }
  }

  private Uni<Counts> counts(SqlClient client, UUID batch) {
    return client
        .preparedQuery(
            """
            with visited as (
              select v.id, i.body,
            """
                + VOIDED
                + """
               as voided
              from item i join visit v on v.id = i.id where i.batch_id = $1),
            way as (
              select lat, lon, lag(lat) over w as lat0, lag(lon) over w as lon0
              from item where batch_id = $1 and lat is not null
              window w as (order by device_id, sequence, id))
            select count(*) filter (where not voided) as visits,
              count(*) filter (where voided) as voided,
              count(*) filter (where not voided and body::jsonb -> 'visit' ? 'promise') as promises,
              (select count(*) from photo f join visited s on s.id = f.visit_id) as photos,
              (select count(*) from photo f join visited s on s.id = f.visit_id
                where exists (select 1 from photo_missing m where m.photo_id = f.id)) as missing,
              (select coalesce(round(sum(12742000 * asin(least(1, sqrt(
                  power(sin(radians(lat - lat0) / 2), 2) + cos(radians(lat0)) * cos(radians(lat))
                    * power(sin(radians(lon - lon0) / 2), 2)))))), 0)::bigint
                from way where lat0 is not null) as meters
            from visited
            """)
        .execute(Tuple.of(batch))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Counts(
                    row.getLong("visits").intValue(),
                    row.getLong("voided").intValue(),
                    row.getLong("promises").intValue(),
                    row.getLong("photos").intValue(),
                    row.getLong("missing").intValue(),
                    row.getLong("meters")));
  }

  private static Uni<SortedMap<String, Integer>> results(SqlClient client, UUID batch) {
    return client
        .preparedQuery(
            """
            select v.result, count(*) as visits from item i join visit v on v.id = i.id
            where i.batch_id = $1 and not
            """
                + VOIDED
                + " group by v.result")
        .execute(Tuple.of(batch))
        .map(
            rows -> {
              SortedMap<String, Integer> results = new TreeMap<>();
              rows.forEach(
                  row -> results.put(row.getString("result"), row.getLong("visits").intValue()));
              return results;
            });
  }

  /** Money received for visits that were not voided, by method. */
  Uni<List<MethodTotal>> receipts(SqlClient client, UUID batch) {
    return client
        .preparedQuery(
            """
            select v.receipt_method as method, v.receipt_currency as currency,
              count(*) as receipts, sum(v.receipt_amount)::bigint as amount
            from item i join visit v on v.id = i.id
            where i.batch_id = $1 and v.receipt_number is not null and not
            """
                + VOIDED
                + " group by 1, 2 order by 1, 2")
        .execute(Tuple.of(batch))
        .map(
            rows ->
                Rows.list(
                    rows,
                    row ->
                        new MethodTotal(
                            row.getString("method"),
                            row.getLong("receipts").intValue(),
                            new Money(row.getLong("amount"), row.getString("currency")))));
  }

  private static Uni<List<Money>> promised(SqlClient client, UUID batch) {
    return client
        .preparedQuery(
            """
            select promise -> 'amount' ->> 'currency' as currency,
              sum((promise -> 'amount' ->> 'amount')::bigint)::bigint as amount
            from (select i.body::jsonb -> 'visit' -> 'promise' as promise
              from item i join visit v on v.id = i.id
              where i.batch_id = $1 and not
            """
                + VOIDED
                + ") as promises where promise is not null group by 1 order by 1")
        .execute(Tuple.of(batch))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new Money(row.getLong("amount"), row.getString("currency"))));
  }

  /** Photos of the batch neither declared lost nor known to be stored, behind that one. */
  Uni<List<PhotoToCheck>> photos(SqlClient client, UUID batch, UUID after, int count) {
    return client
        .preparedQuery(
            """
            select distinct on (f.id) f.id, f.sha256
            from item i join photo f on f.visit_id = i.id
            where i.batch_id = $1 and f.id > $2 and not f.stored and not exists (
              select 1 from photo_missing m where m.photo_id = f.id and m.collector_id = i.collector_id)
            order by f.id limit $3
            """)
        .execute(Tuple.of(batch, after, count))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new PhotoToCheck(row.getUUID("id"), row.getString("sha256"))));
  }

  /** Remembers that photos are stored as their visits say. */
  Uni<Void> photosStored(SqlClient client, UUID batch, UUID[] photos) {
    return client
        .preparedQuery(
            """
            update photo f set stored = true from item i
            where i.id = f.visit_id and i.batch_id = $1 and f.id = any($2) and not f.stored
            """)
        .execute(Tuple.tuple().addUUID(batch).addArrayOfUUID(photos))
        .replaceWithVoid();
  }

  /** Photos of the batch neither declared lost nor among those that are known to be stored. */
  Uni<List<UUID>> photosMissing(SqlClient client, UUID batch, UUID[] stored, int count) {
    return client
        .preparedQuery(
            """
            select distinct f.id from item i join photo f on f.visit_id = i.id
            where i.batch_id = $1 and not f.stored and not f.id = any($2) and not exists (
              select 1 from photo_missing m where m.photo_id = f.id and m.collector_id = i.collector_id)
            order by f.id limit $3
            """)
        .execute(Tuple.tuple().addUUID(batch).addArrayOfUUID(stored).addInteger(count))
        .map(rows -> Rows.list(rows, row -> row.getUUID("id")));
  }

  Uni<String> collectorName(SqlClient client, UUID id) {
    return client
        .preparedQuery("select name from collector where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getString(0));
  }
}
