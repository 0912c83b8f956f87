package id.loket.report.officer;

import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who works for which unit. */
@Singleton
public class Officers {
  private final Pool pool;
  private final OfficerStore store;
  private final AuditTrail audit;

  Officers(Pool pool, OfficerStore store, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.audit = audit;
  }

  /** Lets an officer work for that unit, and for no other. */
  public Uni<Officer> place(UUID userId, String unit) {
    return pool.withTransaction(
        transaction ->
            store
                .put(transaction, userId, unit)
                .call(
                    put ->
                        audit.record(
                            transaction,
                            act("officer.placed", userId)
                                .from(put.before() == null ? null : unit(put.before()))
                                .to(unit(unit))))
                .map(OfficerStore.Put::officer));
  }

  private static Act act(String name, UUID userId) {
    return Act.of(name, "officer", userId);
  }

  private static Map<String, String> unit(String unit) {
    return Map.of("unit", unit);
  }

  /** The officer; fails with {@code officer-not-found} (404). */
  public Uni<Officer> find(SqlClient client, UUID userId) {
    return store
        .find(client, userId)
        .map(found -> found.orElseThrow(() -> new Problem(OfficerProblems.NOT_FOUND)));
  }

  /** A page of the officers, of one unit or of all, oldest first. */
  public Uni<Page<Officer>> list(String unit, PageQuery query) {
    int limit = query.limit();
    return store
        .list(pool, unit, query.cursor(), limit + 1)
        .map(
            found ->
                Page.of(
                    found, limit, officer -> new Cursor(officer.createdAt(), officer.userId())));
  }

  /** The unit the caller works for; empty for whoever is no officer, or of no unit. */
  public Uni<Optional<String>> unitOf(Caller caller) {
    return caller.hasRole(Role.OFFICER) && caller.userId().isPresent()
        ? store.find(pool, caller.userId().get()).map(found -> found.map(Officer::unit))
        : Uni.createFrom().item(Optional.empty());
  }

  /** All officers of a unit. */
  public Uni<List<UUID>> ofUnit(SqlClient client, String unit) {
    return store.ofUnit(client, unit);
  }

  /** Takes an officer's unit away; fails with {@code officer-not-found} (404). */
  public Uni<Void> remove(UUID userId) {
    return pool.withTransaction(
        transaction ->
            store
                .delete(transaction, userId)
                .map(found -> found.orElseThrow(() -> new Problem(OfficerProblems.NOT_FOUND)))
                .chain(
                    officer ->
                        audit.record(
                            transaction,
                            act("officer.removed", userId).from(unit(officer.unit())))));
  }

  /**
   * Lets only an administrator or an officer of that unit go on.
   *
   * @return fails with {@code officer-without-unit}, {@code officer-of-another-unit} or {@code
   *     forbidden} (403)
   */
  public Uni<Void> requireOf(String unit, Caller caller) {
    if (caller.isAdmin()) {
      return Uni.createFrom().voidItem();
    }
    UUID user = caller.hasRole(Role.OFFICER) ? caller.userId().orElse(null) : null;
    if (user == null) {
      return Uni.createFrom().failure(new Problem(ProblemType.FORBIDDEN));
    }
    return store
        .find(pool, user)
        .invoke(
            found -> {
              Officer officer = found.orElseThrow(() -> new Problem(OfficerProblems.WITHOUT_UNIT));
              if (!officer.unit().equals(unit)) {
                throw new Problem(OfficerProblems.OTHER_UNIT, unit).with("unit", unit);
              }
            })
        .replaceWithVoid();
  }
}
