package id.loket.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.gateway.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is told of a push, in real Redis. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class PushStatesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Inject PushStates states;

  @Test
  void whatWasDeliveredBeforeAnybodySaidThatItIsKeptStaysDelivered() {
    KeptPush push =
        new KeptPush(
            UUID.randomUUID().toString(),
            "user",
            "device",
            Instant.now(),
            "application/json",
            null,
            null,
            "request",
            null,
            new byte[0]);

    states.ended(push, PushState.Status.DELIVERED, "{}").await().atMost(LIMIT);
    states.stored(push).await().atMost(LIMIT);

    PushState state = states.find(push.id()).await().atMost(LIMIT).orElseThrow();
    assertThat(state.status()).isEqualTo(PushState.Status.DELIVERED);
    assertThat(state.answer()).isEqualTo("{}");
  }
}
