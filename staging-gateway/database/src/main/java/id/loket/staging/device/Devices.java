package id.loket.staging.device;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.auth.Role;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.staging.batch.Batches;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which device acts for which collector. */
@Singleton
public class Devices {
  private static final String USER = "user:";
  private static final UUID FIRST = new UUID(0, 0);
  private static final DismissCollector ROLE_LOST =
      new DismissCollector("client-app", "no collector any more");

  private final Pool pool;
  private final DeviceStore store;
  private final Batches batches;
  private final AuditTrail audit;

  Devices(Pool pool, DeviceStore store, Batches batches, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.batches = batches;
    this.audit = audit;
  }

  /**
   * Binds a device to a collector and opens a batch, unless one is open. Logging in again changes
   * nothing else.
   *
   * @return fails with {@code other-device-bound}, {@code device-of-another-collector} or {@code
   *     address-of-another-collector} (409), or {@code device-revoked} or {@code
   *     collector-dismissed} (403)
   */
  public Uni<Bound> logIn(LogIn login) {
    return pool.withTransaction(
        transaction ->
            store
                .releaseAddress(transaction, login)
                .chain(() -> store.putCollector(transaction, login))
                .invoke(Devices::requireOwnAddress)
                .chain(() -> requireNotDismissed(transaction, login.collectorId()))
                .chain(() -> store.lock(transaction, login.device().id()))
                .chain(known -> requireFree(transaction, login, known))
                .chain(() -> store.lockActive(transaction, login.collectorId()))
                .chain(before -> replace(transaction, login, before))
                .chain(() -> store.bind(transaction, login))
                .chain(device -> bound(transaction, login, device)));
  }

  /**
   * Lets a device have another token. One that was replaced may, for what it has recorded is taken.
   *
   * @return fails with {@code device-revoked} or {@code device-unknown} (403)
   */
  public Uni<Void> renew(UUID id, RenewDevice whose) {
    return store
        .find(pool, id)
        .invoke(
            found -> {
              Device device =
                  found
                      .filter(known -> known.collectorId().equals(whose.collectorId()))
                      .orElseThrow(() -> new Problem(DeviceProblems.UNKNOWN));
              if (device.status() == DeviceStatus.REVOKED) {
                throw new Problem(DeviceProblems.REVOKED);
              }
            })
        .chain(
            () ->
                whose.dismissed()
                    ? dismiss(whose.collectorId(), ROLE_LOST)
                    : Uni.createFrom().voidItem());
  }

  /**
   * Takes nothing of a device any more.
   *
   * @return fails with {@code device-not-found} (404)
   */
  public Uni<Void> revoke(UUID id, RevokeDevice why) {
    return pool.withTransaction(
        transaction ->
            store
                .revoke(transaction, id, why)
                .map(found -> found.orElseThrow(() -> new Problem(DeviceProblems.NOT_FOUND)))
                .chain(
                    before ->
                        audit.record(
                            transaction,
                            Act.of("device.revoked", "device", id)
                                .from(Map.of("status", before))
                                .to(Map.of("status", DeviceStatus.REVOKED)),
                            by(why.by()))));
  }

  /** A page of the devices revoked since then: those whose tokens may not have ended yet. */
  public Uni<Page<RevokedDevice>> revokedSince(Instant since, PageQuery query) {
    int limit = query.limit();
    Cursor after = query.cursor().orElse(new Cursor(Instant.EPOCH, FIRST));
    return store
        .revokedSince(pool, since, after, limit + 1)
        .map(found -> Page.of(found, limit, device -> new Cursor(device.revokedAt(), device.id())));
  }

  /**
   * Somebody collects no more: they cannot log in and are shown nothing; what their phones have
   * recorded is still taken.
   *
   * @param why null to take it back
   * @return fails with {@code collector-not-found} (404)
   */
  public Uni<Void> dismiss(UUID collectorId, DismissCollector why) {
    return pool.withTransaction(
        transaction ->
            store
                .dismiss(transaction, collectorId, why)
                .map(found -> found.orElseThrow(() -> new Problem(DeviceProblems.NO_COLLECTOR)))
                .chain(before -> recordDismissal(transaction, collectorId, before, why)));
  }

  private Uni<Void> recordDismissal(
      SqlClient transaction, UUID collectorId, boolean before, DismissCollector why) {
    if (before == (why != null)) {
      return Uni.createFrom()
          .voidItem(); // client-app says so again with each token a phone asks for
    }
    String name = why == null ? "collector.reinstated" : "collector.dismissed";
    Act act =
        Act.of(name, "collector", collectorId)
            .from(Map.of("dismissed", before))
            .to(Map.of("dismissed", why != null));
    return why == null
        ? audit.record(transaction, act)
        : audit.record(transaction, act, by(why.by()));
  }

  /** Who it is that collector, or client-app, names. */
  private static Actor by(String name) {
    return name.startsWith(USER)
        ? new Actor(name.substring(USER.length()), Role.ADMIN)
        : new Actor(name, Role.SERVICE);
  }

  /**
   * Assignments are given out by address: they are not to come to whoever has it after somebody.
   */
  private static void requireOwnAddress(boolean own) {
    if (!own) {
      throw new Problem(DeviceProblems.ADDRESS_OF_ANOTHER);
    }
  }

  private Uni<Void> requireNotDismissed(SqlClient transaction, UUID collectorId) {
    return store
        .isDismissed(transaction, collectorId)
        .invoke(
            dismissed -> {
              if (dismissed) {
                throw new Problem(DeviceProblems.DISMISSED);
              }
            })
        .replaceWithVoid();
  }

  /**
   * Lets a device go on, unless it is revoked or its collector dismissed.
   *
   * @param id null for a caller that is no device
   * @return fails with {@code device-revoked} or {@code collector-dismissed} (403)
   */
  public Uni<Void> requireNotRevoked(SqlClient client, UUID id) {
    if (id == null) {
      return Uni.createFrom().voidItem();
    }
    return store
        .whatBars(client, id)
        .invoke(
            bar ->
                bar.ifPresent(
                    problem -> {
                      throw new Problem(problem);
                    }))
        .replaceWithVoid();
  }

  private Uni<Void> requireFree(SqlClient transaction, LogIn login, Optional<Device> known) {
    if (known.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Device device = known.get();
    if (device.status() == DeviceStatus.REVOKED) {
      throw new Problem(DeviceProblems.REVOKED);
    }
    if (device.collectorId().equals(login.collectorId())) {
      return Uni.createFrom().voidItem();
    }
    return batches
        .isOpenOn(transaction, device.id())
        .invoke(
            open -> {
              if (open) {
                throw new Problem(DeviceProblems.OF_ANOTHER);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> replace(SqlClient transaction, LogIn login, Optional<Device> before) {
    if (before.isEmpty() || before.get().id().equals(login.device().id())) {
      return Uni.createFrom().voidItem();
    }
    if (!login.takeOver()) {
      throw new Problem(DeviceProblems.OTHER_BOUND)
          .with("model", before.get().model())
          .with("boundSince", before.get().boundAt());
    }
    return store.replace(transaction, before.get().id());
  }

  private Uni<Bound> bound(SqlClient transaction, LogIn login, Device device) {
    return batches
        .open(transaction, login.collectorId(), device.id())
        .chain(
            batch ->
                store
                    .lastSequence(transaction, device.id())
                    .map(last -> new Bound(device, batch, last)));
  }
}
