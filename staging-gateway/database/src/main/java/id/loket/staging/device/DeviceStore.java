package id.loket.staging.device;

import static id.loket.kit.postgres.Timestamps.instant;
import static id.loket.kit.postgres.Timestamps.utc;

import id.loket.kit.page.Cursor;
import id.loket.kit.postgres.Rows;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Collectors and devices in PostgreSQL. */
@Singleton
class DeviceStore {
  private static final String COLUMNS =
      """
      id, collector_id, model, system, version_code, status, bound_at, last_login_at, last_sync_at
      """;

  /** Who is dismissed lets go of the address: whoever has it now may be given its assignments. */
  Uni<Void> releaseAddress(SqlClient transaction, LogIn login) {
    return transaction
        .preparedQuery(
            """
            update collector set email = email || '#' || id
            where email = $1 and id <> $2 and dismissed_at is not null
            """)
        .execute(Tuple.of(emailOf(login), login.collectorId()))
        .replaceWithVoid();
  }

  /**
   * Makes or renews the collector, whose row is locked until the transaction ends. The address the
   * core knows a collector by stays theirs when that of their account changes, as long as there are
   * assignments under it.
   *
   * @return false when the address is another's
   */
  Uni<Boolean> putCollector(SqlClient transaction, LogIn login) {
    return transaction
        .preparedQuery(
            """
            insert into collector as known (id, email, name, trail_consent)
            select $1, $2, $3, $4
            where not exists (select 1 from collector o where o.email = $2 and o.id <> $1)
               or exists (select 1 from collector s where s.id = $1)
            on conflict (id) do update set name = excluded.name,
              trail_consent = excluded.trail_consent,
              email = case
                when exists (select 1 from collector o where o.email = excluded.email and o.id <> known.id)
                  or exists (select 1 from assignment a where a.collector = known.email and not a.withdrawn)
                then known.email else excluded.email end
            """)
        .execute(Tuple.of(login.collectorId(), emailOf(login), login.name(), login.trailConsent()))
        .map(rows -> rows.rowCount() == 1);
  }

  private static String emailOf(LogIn login) {
    return login.email().toLowerCase(java.util.Locale.ROOT);
  }

  Uni<Optional<Device>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("select " + COLUMNS + " from device where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, DeviceStore::read));
  }

  /** The device, locked until the transaction ends. */
  Uni<Optional<Device>> lock(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("select " + COLUMNS + " from device where id = $1 for update")
        .execute(Tuple.of(id))
        .map(rows -> Rows.first(rows, DeviceStore::read));
  }

  /** The device the collector works with now, locked until the transaction ends. */
  Uni<Optional<Device>> lockActive(SqlClient transaction, UUID collectorId) {
    return transaction
        .preparedQuery(
            "select "
                + COLUMNS
                + " from device where collector_id = $1 and status = 'ACTIVE' for update")
        .execute(Tuple.of(collectorId))
        .map(rows -> Rows.first(rows, DeviceStore::read));
  }

  Uni<Void> replace(SqlClient transaction, UUID id) {
    return transaction
        .preparedQuery("update device set status = 'REPLACED' where id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  /** Makes the device the collector's, and the one they work with. */
  Uni<Device> bind(SqlClient transaction, LogIn login) {
    LogIn.LoggedIn device = login.device();
    return transaction
        .preparedQuery(
            """
            insert into device (id, collector_id, model, system, version_code, status)
            values ($1, $2, $3, $4, $5, 'ACTIVE')
            on conflict (id) do update set collector_id = excluded.collector_id,
              model = excluded.model, system = excluded.system,
              version_code = excluded.version_code, status = 'ACTIVE', last_login_at = now(),
              bound_at = case when device.collector_id = excluded.collector_id
                then device.bound_at else now() end
            returning\s"""
                + COLUMNS)
        .execute(
            Tuple.of(
                device.id(),
                login.collectorId(),
                device.model(),
                device.system(),
                device.versionCode()))
        .map(rows -> read(rows.iterator().next()));
  }

  /** Answers what the device was before; empty for one nobody knows. */
  Uni<Optional<DeviceStatus>> revoke(SqlClient client, UUID id, RevokeDevice why) {
    return client
        .preparedQuery(
            """
            update device set status = 'REVOKED', revoked_by = $2, revoked_for = $3,
              revoked_at = coalesce(revoked_at, now())
            where id = $1
            returning old.status as before
            """)
        .execute(Tuple.of(id, why.by(), why.reason()))
        .map(rows -> Rows.first(rows, row -> DeviceStatus.valueOf(row.getString("before"))));
  }

  /** Devices revoked since then, the first ones first. */
  Uni<List<RevokedDevice>> revokedSince(SqlClient client, Instant since, Cursor after, int count) {
    return client
        .preparedQuery(
            """
            select id, revoked_at from device
            where status = 'REVOKED' and revoked_at >= $1 and (revoked_at, id) > ($2, $3)
            order by revoked_at, id limit $4
            """)
        .execute(Tuple.of(utc(since), utc(after.at()), after.id(), count))
        .map(
            rows ->
                Rows.list(
                    rows, row -> new RevokedDevice(row.getUUID("id"), instant(row, "revoked_at"))));
  }

  /** What keeps a device from being shown anything: empty for one that may see what is its own. */
  Uni<Optional<ProblemType>> whatBars(SqlClient client, UUID id) {
    return client
        .preparedQuery(
            """
            select d.status = 'REVOKED' as revoked, c.dismissed_at is not null as dismissed
            from device d join collector c on c.id = d.collector_id where d.id = $1
            """)
        .execute(Tuple.of(id))
        .map(
            rows ->
                Rows.first(rows, row -> row)
                    .map(
                        row ->
                            row.getBoolean("revoked")
                                ? DeviceProblems.REVOKED
                                : row.getBoolean("dismissed") ? DeviceProblems.DISMISSED : null));
  }

  /** Whether the collector is dismissed, who is not known yet is not. */
  Uni<Boolean> isDismissed(SqlClient client, UUID collectorId) {
    return client
        .preparedQuery("select 1 from collector where id = $1 and dismissed_at is not null")
        .execute(Tuple.of(collectorId))
        .map(rows -> rows.size() > 0);
  }

  /**
   * Writes down that somebody collects no more, or does again when {@code why} is null. Answers
   * whether they were dismissed before; empty for who is not known.
   */
  Uni<Optional<Boolean>> dismiss(SqlClient client, UUID collectorId, DismissCollector why) {
    return client
        .preparedQuery(
            """
            update collector set dismissed_by = $2, dismissed_for = $3,
              dismissed_at = case when $2::text is not null then coalesce(dismissed_at, now()) end
            where id = $1
            returning old.dismissed_at is not null as before
            """)
        .execute(
            Tuple.of(collectorId, why == null ? null : why.by(), why == null ? null : why.reason()))
        .map(rows -> Rows.first(rows, row -> row.getBoolean("before")));
  }

  Uni<Long> lastSequence(SqlClient client, UUID id) {
    return client
        .preparedQuery("select highest from device where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static Device read(Row row) {
    return new Device(
        row.getUUID("id"),
        row.getUUID("collector_id"),
        row.getString("model"),
        row.getString("system"),
        row.getInteger("version_code"),
        DeviceStatus.valueOf(row.getString("status")),
        instant(row, "bound_at"),
        instant(row, "last_login_at"),
        instant(row, "last_sync_at"));
  }
}
