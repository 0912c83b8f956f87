package id.loket.gateway.upstream;

import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** One process of a service. */
public final class Replica {
  private static final int MISSES_UNTIL_DOWN = 2;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final URI url;
  private final URI health;
  private final Breaker breaker;
  private final AtomicInteger misses = new AtomicInteger();

  Replica(URI url, URI health, Breaker breaker) {
    this.url = url;
    this.health = health;
    this.breaker = breaker;
  }

  /** Where a request to it goes. */
  public RequestOptions request() {
    boolean tls = "https".equals(url.getScheme());
    int usual = tls ? HTTPS : HTTP;
    return new RequestOptions()
        .setHost(url.getHost())
        .setPort(url.getPort() > 0 ? url.getPort() : usual)
        .setSsl(tls);
  }

  /** {@code host:port}, for {@code Host}. */
  public String authority() {
    return url.getRawAuthority();
  }

  URI health() {
    return health;
  }

  /** Whether it is believed to be ready: it has said so of late, or has not been asked yet. */
  boolean isReady() {
    return misses.get() < MISSES_UNTIL_DOWN;
  }

  /** It said that it is ready; whether that is news. */
  boolean isReadyNow() {
    return misses.getAndSet(0) >= MISSES_UNTIL_DOWN;
  }

  /** It said that it is not, or nothing; whether that is news. */
  boolean isNotReadyNow() {
    return misses.incrementAndGet() == MISSES_UNTIL_DOWN;
  }

  Breaker breaker() {
    return breaker;
  }
}
