package id.loket.gateway.tls;

import id.loket.kit.http.CallerAddress;
import id.loket.kit.http.ClientAddress;
import id.loket.kit.limit.Bucket;
import id.loket.kit.limit.LimitsConfig;
import id.loket.kit.limit.LocalBuckets;
import id.loket.kit.limit.Quota;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Counts handshakes before they cost a signature: connections and requests are counted only once
 * theirs is done. Proxies in front make those of many.
 */
@Singleton
class Handshakes {
  private final CallerAddress callers;
  private final boolean proxied;
  private final Quota quota;
  private final LocalBuckets buckets = new LocalBuckets();
  private final Counter refused;

  Handshakes(
      HandshakeConfig config,
      LimitsConfig limits,
      CallerAddress callers,
      @ConfigProperty(name = "loket.gateway.proxy-protocol") boolean proxied,
      MeterRegistry metrics) {
    this.callers = callers;
    this.proxied = proxied;
    this.quota =
        new Quota(
            "handshakes",
            (int) Math.min((long) config.perAddress() * limits.times(), Integer.MAX_VALUE),
            Duration.ofMinutes(1));
    this.refused = metrics.counter("loket.gateway.limited", "policy", quota.name());
  }

  /**
   * Whether whoever is there may have one.
   *
   * @param host the connection's other end, as an address; null where nobody knows
   */
  boolean admit(String host) {
    boolean admitted =
        proxied
            || host == null
            || ClientAddress.parse(host)
                .filter(address -> !callers.isProxy(address))
                .map(address -> count(address.group()))
                .orElse(true);
    if (!admitted) {
      refused.increment();
    }
    return admitted;
  }

  private boolean count(String address) {
    return buckets
        .count(new Bucket(quota, address), TimeUnit.NANOSECONDS.toMicros(System.nanoTime()))
        .admitted();
  }
}
