package id.loket.payment.payment;

import id.loket.kit.money.Money;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The simulated gateway, which a test can make hang at a charge or a refund until it lets go. */
@Alternative
@Priority(1)
@Singleton
public class HoldableGateway implements PaymentGateway {
  private final SimulatedGateway gateway;
  private final Map<UUID, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

  private final Set<Given> refunded = ConcurrentHashMap.newKeySet();

  /** Money asked back. */
  public record Given(UUID attemptId, UUID refundId, long amount) {}

  HoldableGateway(SimulatedGateway gateway) {
    this.gateway = gateway;
  }

  public void hold(UUID attemptId) {
    held.put(attemptId, new CompletableFuture<>());
  }

  public void release(UUID attemptId) {
    held.remove(attemptId).complete(null);
  }

  /** How much of a charge was asked back, each refund counted once. */
  public long refundedOf(UUID attemptId) {
    return refunded.stream()
        .filter(one -> one.attemptId().equals(attemptId))
        .mapToLong(Given::amount)
        .sum();
  }

  @Override
  public List<String> methods() {
    return gateway.methods();
  }

  @Override
  public Uni<Outcome> charge(Charge charge) {
    return released(charge.attemptId()).chain(() -> gateway.charge(charge));
  }

  @Override
  public Uni<Void> refund(UUID attemptId, UUID refundId, Money amount) {
    refunded.add(new Given(attemptId, refundId, amount.amount()));
    return released(attemptId).chain(() -> gateway.refund(attemptId, refundId, amount));
  }

  private Uni<Void> released(UUID attemptId) {
    CompletableFuture<Void> hold = held.get(attemptId);
    return hold == null
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(hold::copy);
  }
}
