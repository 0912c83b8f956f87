package id.loket.kit.postgres;

import id.loket.kit.event.EventPublisher;
import id.loket.kit.work.Jobs;
import io.quarkus.arc.Arc;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A replica of the service under test, as far as it relays events. */
public final class RelayReplica implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OutboxShares shares;
  private final OutboxRelay relay;
  private final Listening listening;

  private RelayReplica(OutboxShares shares, OutboxRelay relay, Listening listening) {
    this.shares = shares;
    this.relay = relay;
    this.listening = listening;
  }

  /** The service under test itself. */
  public static RelayReplica ofService() {
    return new RelayReplica(bean(OutboxShares.class), bean(OutboxRelay.class), null);
  }

  /**
   * One more of it, which hears what the others notify.
   *
   * @param lease how long it is taken for alive when it says nothing more
   */
  public static RelayReplica another(Servers servers, Duration lease) throws Exception {
    OutboxShares shares = new OutboxShares(bean(Pool.class), () -> lease);
    OutboxRelay relay =
        new OutboxRelay(
            bean(Pool.class),
            shares,
            bean(EventPublisher.class),
            bean(OutboxMetrics.class),
            bean(Jobs.class));
    Listening listening = servers.listening(relay.channel(), relay::heard);
    listening
        .begin()
        .toCompletionStage()
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return new RelayReplica(shares, relay, listening);
  }

  private static <T> T bean(Class<T> type) {
    return Arc.container().instance(type).get();
  }

  /** Takes its share, as a replica does when it starts and every few seconds. */
  public RelayReplica share() {
    shares.renew().await().atMost(PATIENCE);
    return this;
  }

  /** The parts of the outbox that are its own. */
  public Set<Integer> parts() {
    return Set.of(shares.mine().await().atMost(PATIENCE));
  }

  /** After a commit that wrote events. */
  public void wake() {
    relay.wake();
  }

  /** Ends in order. */
  public void leave() {
    shares.leave().await().atMost(PATIENCE);
  }

  /** Says nothing more, as when it is killed. */
  @Override
  public void close() {
    if (listening != null) {
      listening.end();
    }
  }
}
