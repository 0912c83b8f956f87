package id.loket.ticket.stream;

import id.loket.kit.http.CallerAddress;
import id.loket.kit.limit.LimitsConfig;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who watches here. Anybody may, without an end, so that one address may hold only so many of the
 * connections, and all together leave room for those who book.
 */
@Singleton
class Watchers {
  private static final String RETRY_SECONDS = "30";

  private final CallerAddress addresses;
  private final StreamConfig config;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  Watchers(
      CallerAddress addresses, StreamConfig config, LimitsConfig limits, MeterRegistry metrics) {
    this.addresses = addresses;
    this.config = config;
    this.mostPerAddress =
        (int) Math.min((long) config.watchersPerAddress() * limits.times(), Integer.MAX_VALUE);
    metrics.gauge("loket.stream.watchers", all);
  }

  /**
   * Lets the caller watch until the request ends, however it ends.
   *
   * @throws Problem {@code too-many-requests} (429) for one too many of an address, {@code
   *     unavailable} (503) for one too many at all
   */
  void enter(RoutingContext request) {
    String address = addresses.of(request.request()).group();
    if (byAddress.merge(address, 1, Integer::sum) > mostPerAddress) {
      leave(address);
      throw new Problem(ProblemType.TOO_MANY_REQUESTS, RETRY_SECONDS)
          .header("Retry-After", RETRY_SECONDS);
    }
    if (all.incrementAndGet() > config.watchers()) {
      all.decrementAndGet();
      leave(address);
      throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", RETRY_SECONDS);
    }
    request.addEndHandler(
        ended -> {
          all.decrementAndGet();
          leave(address);
        });
  }

  private void leave(String address) {
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }
}
