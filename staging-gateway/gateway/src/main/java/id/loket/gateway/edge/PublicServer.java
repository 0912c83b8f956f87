package id.loket.gateway.edge;

import id.loket.gateway.tls.Certificates;
import id.loket.kit.start.StartOrder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The public entrance: one TLS port, served by one event loop per processor. Quarkus' own server
 * stays private, for health and metrics: it has no way to end a connection whose head does not come
 * (docs/adr/0031).
 */
@Singleton
public class PublicServer {
  private static final Logger LOG = Logger.getLogger(PublicServer.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(4);
  private static final long PAUSE_MILLIS = 50;
  private static final int BEFORE_ANYTHING_CLOSES = 1;

  private final Edge edge;
  private final Vertx vertx;
  private final Certificates certificates;
  private final List<EdgeLoop> loops = new CopyOnWriteArrayList<>();

  PublicServer(Edge edge, Vertx vertx, Certificates certificates, MeterRegistry metrics) {
    this.edge = edge;
    this.vertx = vertx;
    this.certificates = certificates;
    Gauge.builder(
            "loket.gateway.connections", () -> loops.stream().mapToInt(EdgeLoop::connections).sum())
        .register(metrics);
    Gauge.builder("loket.gateway.underway", this::underWay).register(metrics);
  }

  void start(@Observes @Priority(StartOrder.LAST - 1) StartupEvent startup) {
    int count = edge.config.loops().orElseGet(() -> Runtime.getRuntime().availableProcessors());
    for (int n = 0; n < count; n++) {
      // The first one finds a port where any is wanted; the others share it.
      int port = loops.isEmpty() ? edge.config.port() : port();
      EdgeLoop loop = new EdgeLoop(edge, certificates.options(vertx), port, count);
      deploy(loop);
      loops.add(loop);
    }
    LOG.infof("Open at https://%s:%d", edge.config.host(), port());
  }

  private void deploy(EdgeLoop loop) {
    try {
      vertx
          .deployVerticle(loop, new DeploymentOptions())
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the public port cannot be opened: " + e.getMessage(), e);
    }
  }

  /** The port it listens at. */
  public int port() {
    return loops.getFirst().actualPort();
  }

  /** Answers what is under way, then closes. */
  void stop(@Observes @Priority(BEFORE_ANYTHING_CLOSES) ShutdownEvent shutdown) {
    edge.end();
    long end = System.nanoTime() + LAST_ANSWERS.toNanos();
    try {
      while (underWay() > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(PAUSE_MILLIS);
      }
      for (EdgeLoop loop : loops) {
        vertx.undeploy(loop.deploymentID());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int underWay() {
    return loops.stream().mapToInt(EdgeLoop::exchangesUnderWay).sum();
  }
}
