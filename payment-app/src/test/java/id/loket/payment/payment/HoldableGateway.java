package id.loket.payment.payment;

import id.loket.kit.money.Money;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
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

  HoldableGateway(SimulatedGateway gateway) {
    this.gateway = gateway;
  }

  public void hold(UUID attemptId) {
    held.put(attemptId, new CompletableFuture<>());
  }

  public void release(UUID attemptId) {
    held.remove(attemptId).complete(null);
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
  public Uni<Void> refund(UUID attemptId, Money amount) {
    return released(attemptId).chain(() -> gateway.refund(attemptId, amount));
  }

  private Uni<Void> released(UUID attemptId) {
    CompletableFuture<Void> hold = held.get(attemptId);
    return hold == null
        ? Uni.createFrom().voidItem()
        : Uni.createFrom().completionStage(hold::copy);
  }
}
