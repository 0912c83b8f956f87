package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Eventually;
import id.loket.kit.event.Event;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.PostgresLimits;
import id.loket.kit.postgres.RelayReplica;
import id.loket.kit.postgres.Servers;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas of one service relay its events, while nothing is looked for by the clock. */
@QuarkusTest
class OutboxReplicasTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int PARTS = 8;
  private static final int EVENTS = 40;

  @Inject Vertx vertx;
  @Inject Pool pool;
  @Inject PostgresLimits limits;
  @Inject Outbox outbox;
  @Inject Scheduler clock;

  private final RelayReplica own = RelayReplica.ofService();

  @BeforeEach
  void nothingIsLookedForByTheClock() {
    Eventually.until("all to be one replica's", () -> own.parts().size() == PARTS);
    clock.pause();
  }

  @AfterEach
  void theClockGoesOn() {
    clock.resume();
    Eventually.until("all to be one replica's", () -> own.share().parts().size() == PARTS);
  }

  @Test
  void replicasShareTheOutboxAndWhateverOneWroteLeavesAtOnceWhoseverItIs() throws Exception {
    try (RelayReplica other = RelayReplica.another(servers(), Duration.ofMinutes(10)).share()) {
      Eventually.until(
          "each to have half",
          () -> own.parts().size() == PARTS / 2 && other.parts().size() == PARTS / 2);
      Set<Integer> all = new HashSet<>(own.parts());
      all.addAll(other.parts());
      assertThat(all).hasSize(PARTS);

      write();
      assertThat(partsThatWait()).hasSizeGreaterThan(PARTS / 2);
      other.wake();
      Eventually.until("what one wrote to leave", () -> partsThatWait().isEmpty());

      write();
      own.wake();
      Eventually.until("what the other wrote to leave", () -> partsThatWait().isEmpty());

      other.leave();
      Eventually.until("its share to be taken over at once", () -> own.parts().size() == PARTS);
    }
  }

  @Test
  void whatADeadReplicaRelayedIsTakenOverWhenItsLeaseIsOver() throws Exception {
    try (RelayReplica other = RelayReplica.another(servers(), Duration.ofSeconds(2)).share()) {
      Eventually.until("it to have half", () -> own.parts().size() == PARTS / 2);
    }
    clock.resume();
    Eventually.until("the other to take over", () -> own.parts().size() == PARTS);
  }

  private Servers servers() {
    return new Servers(vertx, List.of(ServiceDatabaseServer.options()), limits);
  }

  /** Events of many subjects, committed. */
  private void write() {
    pool.withTransaction(
            transaction ->
                Multi.createFrom()
                    .range(0, EVENTS)
                    .onItem()
                    .transformToUniAndConcatenate(
                        n ->
                            outbox.append(
                                transaction,
                                Event.now("user.verified", UUID.randomUUID().toString(), "{}")))
                    .collect()
                    .last())
        .await()
        .atMost(LONG);
  }

  private Set<Integer> partsThatWait() {
    Set<Integer> parts = new HashSet<>();
    pool.query("select distinct hashtext(subject) & 7 from outbox")
        .execute()
        .await()
        .atMost(LONG)
        .forEach(row -> parts.add(row.getInteger(0)));
    return parts;
  }
}
