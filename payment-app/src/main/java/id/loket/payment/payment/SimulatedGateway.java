package id.loket.payment.payment;

import id.loket.kit.money.Money;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A payment gateway that moves no money: it takes its time, refuses a share of the charges at
 * random and, as a real one does, remembers what it answered.
 */
@Singleton
class SimulatedGateway implements PaymentGateway {
  static final String SUCCESS = "simulated-success";
  static final String FAILURE = "simulated-failure";
  private static final String REASON = "declined";

  private final SimulationConfig config;
  private final SimulatedCharges charges;
  private final RandomGenerator random;

  SimulatedGateway(SimulationConfig config, SimulatedCharges charges) {
    this.config = config;
    this.charges = charges;
    this.random =
        config.seed().isPresent() ? new Random(config.seed().getAsLong()) : new SecureRandom();
  }

  @Override
  public List<String> methods() {
    return config.methodsEnabled() ? List.of(SUCCESS, FAILURE) : List.of();
  }

  @Override
  public Uni<Outcome> charge(Charge charge) {
    return charges
        .find(charge.attemptId())
        .chain(
            known -> known.isPresent() ? Uni.createFrom().item(known.get()) : decideSlowly(charge));
  }

  @Override
  public Uni<Void> refund(UUID attemptId, UUID refundId, Money amount) {
    return Uni.createFrom().voidItem();
  }

  private Uni<Outcome> decideSlowly(Charge charge) {
    Outcome outcome = decide(charge.method());
    return takeTime().chain(() -> charges.remember(charge.attemptId(), outcome));
  }

  private Uni<Void> takeTime() {
    Uni<Void> now = Uni.createFrom().voidItem();
    return config.latency().isPositive() ? now.onItem().delayIt().by(config.latency()) : now;
  }

  synchronized Outcome decide(String method) {
    boolean refused =
        method == null ? random.nextDouble() < config.failureRate() : method.equals(FAILURE);
    return refused ? new Outcome.Refused(REASON) : new Outcome.Succeeded();
  }
}
