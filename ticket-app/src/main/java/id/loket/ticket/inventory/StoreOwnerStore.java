package id.loket.ticket.inventory;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Whose stores are, in PostgreSQL. */
@Singleton
class StoreOwnerStore {
  /**
   * Whose a store became, and was.
   *
   * @param before null when nobody had said so
   */
  record Assigned(StoreView before, StoreView after) {}

  Uni<Assigned> assign(SqlClient client, StoreView wanted) {
    return client
        .preparedQuery(
            """
            insert into store (name, organiser_id) values ($1, $2)
            on conflict (name) do update set organiser_id = excluded.organiser_id, since = now()
            returning old.name as before, old.organiser_id as before_organiser_id, new.*
            """)
        .execute(Tuple.of(wanted.store(), wanted.organiserId()))
        .map(rows -> assigned(rows.iterator().next()));
  }

  Uni<List<StoreView>> of(SqlClient client, Set<String> stores) {
    return client
        .preparedQuery("select * from store where name = any($1) order by name")
        .execute(Tuple.of(stores.toArray(String[]::new)))
        .map(rows -> Rows.list(rows, StoreOwnerStore::read));
  }

  /**
   * Stores in the order of their names.
   *
   * @param organiserId whose; null for all
   * @param behind behind which name; null for the first
   */
  Uni<List<StoreView>> list(SqlClient client, UUID organiserId, String behind, int limit) {
    return client
        .preparedQuery(
            """
            select * from store
            where %s and ($2::text is null or name > $2 collate "C")
            order by name limit $3
            """
                .formatted(organiserId == null ? "$1::uuid is null" : "organiser_id = $1"))
        .execute(Tuple.of(organiserId, behind, limit))
        .map(rows -> Rows.list(rows, StoreOwnerStore::read));
  }

  private static Assigned assigned(Row row) {
    String before = row.getString("before");
    return new Assigned(
        before == null ? null : new StoreView(before, row.getUUID("before_organiser_id")),
        read(row));
  }

  private static StoreView read(Row row) {
    return new StoreView(row.getString("name"), row.getUUID("organiser_id"));
  }
}
