package id.loket.staging.photo;

import id.loket.kit.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/** Which photos there are, in PostgreSQL; the photos themselves are media's. */
@Singleton
class PhotoStore {
  private final Pool pool;

  PhotoStore(Pool pool) {
    this.pool = pool;
  }

  /** Those of these that a visit has, or is waited for by one. */
  Uni<Set<UUID>> known(Set<UUID> ids) {
    return pool.preparedQuery(
            """
            select id from photo where id = any($1)
            union select photo_id from photo_missing where photo_id = any($1)
            """)
        .execute(Tuple.of(ids.toArray(UUID[]::new)))
        .map(rows -> Set.copyOf(Rows.list(rows, row -> row.getUUID(0))));
  }
}
