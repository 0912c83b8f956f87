package id.loket.media.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.tls.Authorities;
import id.loket.media.testing.CollectorStandIn;
import id.loket.media.testing.MediaServiceTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of revoked devices outlives a process. */
@MediaServiceTest
class RevokedDevicesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Inject RevokedDevices running;
  @Inject RevocationStore store;
  @Inject RevocationConfig config;
  @Inject ServiceTokens tokens;
  @Inject TolerantJson json;
  @Inject Vertx vertx;
  @Inject Authorities authorities;

  @AfterEach
  void collectorIsBack() {
    CollectorStandIn.away(false);
  }

  @Test
  void aReplicaThatBeginsWhileCollectorIsAwayKnowsWhatTheOthersKnew() {
    UUID device = UUID.randomUUID();
    CollectorStandIn.revoke(device);
    await().atMost(LIMIT).until(() -> store.read().await().atMost(LIMIT).contains(device));
    CollectorStandIn.away(true);

    RevokedDevices fresh =
        new RevokedDevices(
            store,
            new CollectorClient(config, tokens, json, vertx, authorities),
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    fresh.learn().await().atMost(LIMIT);

    assertThat(fresh.contain(device).await().atMost(LIMIT)).isTrue();
    assertThat(fresh.contain(UUID.randomUUID()).await().atMost(LIMIT)).isFalse();
    assertThat(running.contain(device).await().atMost(LIMIT)).isTrue();
  }
}
