package id.loket.payment.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.money.Money;
import id.loket.payment.payment.PaymentGateway.Charge;
import id.loket.payment.payment.PaymentGateway.Outcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedGatewayTest {
  private static final int CHARGES = 2000;

  /** Settings as the environment gives them. */
  record Settings(Duration latency, double failureRate, OptionalLong seed, boolean methodsEnabled)
      implements SimulationConfig {}

  @Test
  void theSameSeedGivesTheSameSequenceOfOutcomes() {
    assertEquals(outcomes(0.1, 42), outcomes(0.1, 42));
    assertNotEquals(outcomes(0.1, 42), outcomes(0.1, 43));
  }

  @Test
  void theConfiguredShareOfChargesIsRefused() {
    assertEquals(0, refused(outcomes(0, 1)));
    assertEquals(CHARGES, refused(outcomes(1, 1)));
    long tenth = refused(outcomes(0.1, 7));
    assertTrue(tenth > CHARGES * 0.07 && tenth < CHARGES * 0.13, tenth + " of " + CHARGES);
  }

  @Test
  void payersChooseTheOutcomeOnlyWhereThatIsSwitchedOn() {
    assertEquals(List.of(), gateway(0.1, 1, false).methods());
    assertEquals(2, gateway(0.1, 1, true).methods().size());
  }

  @Test
  void aGatewayWithoutLatencyAnswersToo() {
    UUID attempt = UUID.randomUUID();
    Settings settings = new Settings(Duration.ZERO, 0, OptionalLong.empty(), false);

    Outcome outcome =
        new SimulatedGateway(settings, new ForgetfulCharges())
            .charge(new Charge(attempt, new Money(1L, "IDR"), null))
            .await()
            .atMost(Duration.ofSeconds(5));

    assertEquals(new Outcome.Succeeded(), outcome);
  }

  /** A memory that holds nothing. */
  private static final class ForgetfulCharges extends SimulatedCharges {
    ForgetfulCharges() {
      super(null);
    }

    @Override
    Uni<Optional<Outcome>> find(UUID attemptId) {
      return Uni.createFrom().item(Optional.empty());
    }

    @Override
    Uni<Outcome> remember(UUID attemptId, Outcome outcome) {
      return Uni.createFrom().item(outcome);
    }
  }

  private static long refused(List<Outcome> outcomes) {
    return outcomes.stream().filter(Outcome.Refused.class::isInstance).count();
  }

  private static List<Outcome> outcomes(double failureRate, long seed) {
    SimulatedGateway gateway = gateway(failureRate, seed, false);
    return IntStream.range(0, CHARGES).mapToObj(i -> gateway.decide(null)).toList();
  }

  private static SimulatedGateway gateway(double failureRate, long seed, boolean methods) {
    return new SimulatedGateway(
        new Settings(Duration.ZERO, failureRate, OptionalLong.of(seed), methods), null);
  }
}
