package id.loket.gateway.upstream;

import id.loket.gateway.route.RouteTable;
import id.loket.gateway.route.Routes;
import id.loket.gateway.route.UpstreamSpec;
import id.loket.kit.start.StartOrder;
import id.loket.kit.tls.Authorities;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The services behind the gateway, and which of them are up. */
@Singleton
public class Upstreams {
  private static final Logger LOG = Logger.getLogger(Upstreams.class);
  private static final int OK = 200;

  private final Routes routes;
  private final UpstreamConfig config;
  private final Vertx vertx;
  private final MeterRegistry metrics;
  private final HttpClient client;
  private volatile Map<String, Upstream> upstreams = Map.of();
  private long timer;

  Upstreams(
      Routes routes,
      UpstreamConfig config,
      Vertx vertx,
      Authorities authorities,
      MeterRegistry metrics) {
    this.routes = routes;
    this.config = config;
    this.vertx = vertx;
    this.metrics = metrics;
    this.client =
        vertx.createHttpClient(
            authorities
                .believedBy(new HttpClientOptions())
                .setConnectTimeout((int) config.longestAnswer().toMillis())
                .setTracingPolicy(io.vertx.core.tracing.TracingPolicy.IGNORE)
                .setMaxPoolSize(2));
  }

  void start(@Observes @Priority(StartOrder.SCHEMA + 1) StartupEvent startup) {
    routes.follow(this::adopt);
    look();
    timer = vertx.setPeriodic(config.lookEvery().toMillis(), tick -> look());
  }

  void stop(@Observes ShutdownEvent shutdown) {
    vertx.cancelTimer(timer);
    client.close();
  }

  /** The service of that name; empty when a new routes file has dropped it. */
  public Optional<Upstream> find(String name) {
    return Optional.ofNullable(upstreams.get(name));
  }

  public Collection<Upstream> all() {
    return upstreams.values();
  }

  /** Whether that service is known and up. */
  public boolean isUp(String name) {
    return find(name).filter(Upstream::isUp).isPresent();
  }

  /** What is known of a service stays known as long as the file says the same of it. */
  private void adopt(RouteTable table) {
    Map<String, Upstream> next = new HashMap<>();
    for (UpstreamSpec spec : table.upstreams().values()) {
      Upstream known = upstreams.get(spec.name());
      if (known != null && known.spec().equals(spec)) {
        next.put(spec.name(), known);
      } else {
        next.put(spec.name(), new Upstream(spec));
        Gauge.builder("loket.gateway.upstream.up", () -> isUp(spec.name()) ? 1 : 0)
            .tag("upstream", spec.name())
            .register(metrics);
      }
    }
    upstreams = Map.copyOf(next);
  }

  private void look() {
    for (Upstream upstream : upstreams.values()) {
      upstream.replicas().forEach(replica -> look(upstream, replica));
    }
  }

  private void look(Upstream upstream, Replica replica) {
    URI health = replica.health();
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(health.toString())
                .setTimeout(config.longestAnswer().toMillis()))
        .compose(request -> request.send())
        .compose(answer -> answer.end().map(answer.statusCode()))
        .onComplete(
            status -> {
              if (status.succeeded() && status.result() == OK) {
                isReady(upstream, replica);
              } else {
                isNotReady(upstream, replica);
              }
            });
  }

  private static void isReady(Upstream upstream, Replica replica) {
    if (replica.isReadyNow()) {
      // What made the breaker open is over: the first request need not wait for its rest to end.
      replica.breaker().succeeded();
      upstream.changed();
      LOG.infof("%s at %s is ready", upstream.name(), replica.authority());
    }
  }

  private static void isNotReady(Upstream upstream, Replica replica) {
    if (replica.isNotReadyNow()) {
      upstream.changed();
      LOG.warnf("%s at %s is not ready", upstream.name(), replica.authority());
    }
  }
}
