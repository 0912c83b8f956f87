package id.loket.ticket.inventory;

import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Whose stores are: an organiser's, who named it first, or the administrators'. */
@Singleton
public class StoreOwners {
  private final Pool pool;
  private final StoreOwnerStore store;
  private final AuditTrail audit;

  StoreOwners(Pool pool, StoreOwnerStore store, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.audit = audit;
  }

  /** In whose name somebody acts on stock: their own; null for those who may change all stores. */
  UUID actingFor(Caller caller) {
    return actingFor(caller, null);
  }

  /**
   * As {@link #actingFor(Caller)}, where administrators may act in an organiser's name.
   *
   * @throws Problem {@code forbidden} for somebody else's
   */
  UUID actingFor(Caller caller, UUID wanted) {
    if (caller.isAdmin()) {
      return wanted;
    }
    UUID self = caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
    if (wanted != null && !wanted.equals(self)) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
    return self;
  }

  /** Says whose a store is; nobody's, and so the administrators', without an organiser. */
  Uni<StoreView> assign(StoreView wanted) {
    return pool.withTransaction(
        transaction ->
            store
                .assign(transaction, wanted)
                .call(
                    assigned ->
                        audit.record(
                            transaction,
                            Act.of("store.assigned", "store", wanted.store())
                                .from(assigned.before())
                                .to(assigned.after())))
                .map(StoreOwnerStore.Assigned::after));
  }

  /** Whose these stores are. */
  public Uni<List<StoreView>> of(SqlClient client, Set<String> stores) {
    return store.of(client, stores);
  }

  /** An organiser's stores, or all. */
  Uni<List<StoreView>> list(UUID organiserId, String behind, int limit) {
    return store.list(pool, organiserId, behind, limit);
  }
}
