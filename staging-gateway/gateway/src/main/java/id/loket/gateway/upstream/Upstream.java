package id.loket.gateway.upstream;

import id.loket.gateway.route.UpstreamSpec;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A service behind the gateway: its replicas, and which of them to send a request to. */
public final class Upstream {
  private final UpstreamSpec spec;
  private final List<Replica> replicas;
  private final RetryBudget retries = new RetryBudget();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Instant since = Instant.now();

  Upstream(UpstreamSpec spec) {
    this.spec = spec;
    this.replicas =
        spec.urls().stream()
            .map(
                url ->
                    new Replica(
                        url,
                        health(url, spec.health()),
                        new Breaker(spec.failures(), spec.rest().toNanos())))
            .toList();
  }

  private static URI health(URI url, String health) {
    return health.startsWith("/") ? url.resolve(health) : URI.create(health);
  }

  public String name() {
    return spec.name();
  }

  UpstreamSpec spec() {
    return spec;
  }

  List<Replica> replicas() {
    return replicas;
  }

  /** Whether at least one replica is ready and not left alone. */
  public boolean isUp() {
    long now = System.nanoTime();
    return replicas.stream().anyMatch(each -> each.isReady() && each.breaker().lets(now));
  }

  /** Since when it has been up or down, or been known at all. */
  public Instant since() {
    return since;
  }

  void changed() {
    since = Instant.now();
  }

  /**
   * A replica for a request, in turn; the request's outcome must be told to the attempt.
   *
   * @param tried replicas to take only when there is no other
   */
  public Optional<Attempt> pick(Set<Replica> tried) {
    long now = System.nanoTime();
    int size = replicas.size();
    int first = size == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), size);
    for (boolean again : new boolean[] {false, true}) {
      for (int n = 0; n < size; n++) {
        Replica replica = replicas.get((first + n) % size);
        if (tried.contains(replica) == again && replica.isReady()) {
          Breaker.Pass pass = replica.breaker().enter(now);
          if (pass != Breaker.Pass.NO) {
            return Optional.of(new Attempt(replica, pass == Breaker.Pass.TRIAL));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A first attempt was made. */
  public void sent() {
    retries.sent();
  }

  /** Whether there may be one more attempt. */
  public boolean mayRetry() {
    return retries.takeRetry();
  }
}
