package id.loket.staging.refusal;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.staging.device.Devices;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** What devices sent and could not be taken, until somebody has put it right. */
@Singleton
public class Refusals {
  private static final UUID FIRST = new UUID(0, 0);

  private final Pool pool;
  private final RefusalStore store;
  private final Devices devices;

  Refusals(Pool pool, RefusalStore store, Devices devices) {
    this.pool = pool;
    this.store = store;
    this.devices = devices;
  }

  /**
   * A page of refusals, the oldest first.
   *
   * @param collectorId whose; null for everybody's
   * @param deviceId the device that asks; null when a person does
   * @param settled null for both
   * @return fails with {@code device-revoked} (403)
   */
  public Uni<Page<Refusal>> list(
      UUID collectorId, UUID deviceId, Boolean settled, PageQuery query) {
    int limit = query.limit();
    Cursor after = query.cursor().orElse(new Cursor(Instant.EPOCH, FIRST));
    return devices
        .requireNotRevoked(pool, deviceId)
        .chain(() -> store.list(pool, collectorId, settled, after, limit + 1))
        .map(
            found ->
                Page.of(found, limit, refusal -> new Cursor(refusal.receivedAt(), refusal.id())));
  }

  /**
   * Notes how one was put right. Settled again it stays as it was settled first.
   *
   * @return fails with {@code refusal-not-found} (404), {@code device-revoked} (403), or {@code
   *     invalid-input} for a replacement that is no stored item of the same collector
   */
  public Uni<Refusal> settle(UUID id, SettleRefusal how) {
    return devices
        .requireNotRevoked(pool, how.deviceId())
        .chain(() -> find(id, how.collectorId()))
        .call(
            refusal ->
                refusal.settlement() == null ? settle(refusal, how) : Uni.createFrom().voidItem())
        .chain(() -> find(id, how.collectorId()));
  }

  private Uni<Void> settle(Refusal refusal, SettleRefusal how) {
    Uni<Boolean> fits =
        how.replacement() == null
            ? Uni.createFrom().item(true)
            : store.isStored(pool, refusal.collectorId(), how.replacement());
    return fits.chain(
        stored -> {
          if (!stored) {
            throw Problem.invalid("replacement", "field.replacement");
          }
          return store.settle(pool, refusal.id(), how);
        });
  }

  private Uni<Refusal> find(UUID id, UUID collectorId) {
    return store
        .find(pool, id)
        .map(
            found ->
                found
                    .filter(
                        refusal -> collectorId == null || collectorId.equals(refusal.collectorId()))
                    .orElseThrow(() -> new Problem(RefusalProblems.NOT_FOUND)));
  }
}
