package id.loket.kit.postgres;

import id.loket.kit.id.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;

/**
 * Which parts of the outbox are this replica's to relay. A subject is always in one part; each part
 * has a lease, and living replicas share the parts evenly: each has a row that says it lives, and
 * takes its parts by the order of those rows. One statement renews all of it.
 */
@Singleton
class OutboxShares {
  static final int PARTS = 8;

  /** The channel on which replicas tell each other. */
  static final String CHANNEL = "outbox";

  /** Told when events were committed that may be another's to relay. */
  static final String EVENTS = "events";

  /** Told when parts are to be shared anew. */
  static final String SHARES = "shares";

  /** The part an event is in. */
  static final String PART = "hashtext(subject) & " + (PARTS - 1);

  private static final String SHARE =
      """
      with living as (
        insert into lease (name, holder, until)
        values ('outbox-replica/' || $1::uuid, $1, now() + $2 * interval '1 millisecond')
        on conflict (name) do update set until = excluded.until
        returning old.name is null as is_new),
      dead as (
        delete from lease
        where name like 'outbox-replica/%' and until < now() and holder <> $1),
      replica as (
        select holder, row_number() over (order by holder) - 1 as place,
          count(*) over () as replicas
        from (
          select holder from lease where name like 'outbox-replica/%' and until >= now()
          union select $1) known),
      share as (
        select 'outbox-part/' || n as name from generate_series(0, $3 - 1) n, replica
        where replica.holder = $1 and n % replica.replicas = replica.place),
      taken as (
        insert into lease as part (name, holder, until)
        select name, $1, now() + $2 * interval '1 millisecond' from share order by name
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where part.holder = excluded.holder or part.until < now()
        returning name)
      select living.is_new,
        array(select split_part(name, '/', 2)::int from taken) as parts,
        exists (
          select from lease where name like 'outbox-part/%' and holder = $1
            and name not in (select name from share)) as excess,
        (select extract(epoch from min(until) - now())::float8 from lease
          where name like 'outbox-%' and holder <> $1 and until >= now()) as others_until
      from living
      """;

  /** To be told of: notified on the channel, it lets the others share anew at once. */
  private static final String RELEASE =
      """
      with released as (
        delete from lease
        where name like 'outbox-part/%' and holder = $1
          and split_part(name, '/', 2)::int <> all ($2)
        returning 1)
      select count(*) from released
      """;

  private static final String LEAVE =
      """
      with gone as (delete from lease where name like 'outbox-%%' and holder = $1 returning 1)
      select count(*), pg_notify('%s', $2) from gone
      """
          .formatted(CHANNEL);

  private static final String TELL =
      "select set_config('synchronous_commit', 'off', true), pg_notify('" + CHANNEL + "', $1)";

  private static final double MILLIS = 1000;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final UUID holder = Ids.next();
  private final Pool pool;
  private final Duration lease;
  private volatile boolean hasLeft;
  private volatile Held held = new Held(new Integer[0], 0, 0);

  OutboxShares(Pool pool, OutboxConfig config) {
    this.pool = pool;
    this.lease = config.lease();
  }

  /**
   * What this replica may relay.
   *
   * @param until of {@link System#nanoTime}: for so long nobody else does
   * @param renewAt of the same: when to look at the leases again
   */
  private record Held(Integer[] parts, long until, long renewAt) {}

  /** The parts that are this replica's now; asks the database only when it is time to. */
  Uni<Integer[]> mine() {
    return isDue() ? renew() : Uni.createFrom().item(held.parts());
  }

  /** Whether leases have to be renewed, or another's has ended. */
  boolean isDue() {
    return !hasLeft && System.nanoTime() - held.renewAt() >= 0;
  }

  /** Whether some parts are, or may be, another replica's. */
  boolean areSharedWithOthers() {
    Held now = held;
    return now.parts().length < PARTS || System.nanoTime() - now.until() >= 0;
  }

  /** Renews what is held, takes what is free, and leaves what became another's share. */
  Uni<Integer[]> renew() {
    return hasLeft ? Uni.createFrom().item(held.parts()) : renewed();
  }

  private Uni<Integer[]> renewed() {
    long now = System.nanoTime();
    return pool.preparedQuery(SHARE)
        .execute(Tuple.of(holder, lease.toMillis(), PARTS))
        .map(rows -> rows.iterator().next())
        .invoke(row -> held = held(row, now))
        .call(
            row ->
                row.getBoolean("excess")
                    ? pool.preparedQuery(RELEASE).execute(Tuple.of(holder, held.parts()))
                    : Uni.createFrom().nullItem())
        .call(
            row ->
                row.getBoolean("excess") || row.getBoolean("is_new")
                    ? tell(SHARES)
                    : Uni.createFrom().voidItem())
        .map(row -> held.parts());
  }

  private Held held(Row row, long now) {
    Integer[] parts =
        Arrays.stream(row.getArrayOfIntegers("parts")).sorted().toArray(Integer[]::new);
    Double others = row.getDouble("others_until");
    long renewIn = lease.toNanos() / 2;
    if (others != null) {
      renewIn = Math.min(renewIn, Duration.ofMillis((long) (others * MILLIS)).plus(SOON).toNanos());
    }
    return new Held(parts, now + lease.toNanos(), now + renewIn);
  }

  /** Tells the other replicas something; not waiting for the disk, as nothing would be lost. */
  Uni<Void> tell(String what) {
    return pool.preparedQuery(TELL).execute(Tuple.of(message(what))).replaceWithVoid();
  }

  private String message(String what) {
    return what + " " + holder;
  }

  /** Whether another replica says that. */
  boolean isOthers(String message, String what) {
    return message.startsWith(what + " ") && !message.equals(message(what));
  }

  /** Lets the other replicas have everything at once, for good. */
  Uni<Void> leave() {
    hasLeft = true;
    held = new Held(new Integer[0], 0, 0);
    return pool.preparedQuery(LEAVE).execute(Tuple.of(holder, message(SHARES))).replaceWithVoid();
  }
}
