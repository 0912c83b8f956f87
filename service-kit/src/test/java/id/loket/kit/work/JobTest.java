package id.loket.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.shutdown.EndableWork;
import id.loket.kit.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static Vertx vertx;

  private final EndableWork work = new EndableWork();
  private final AtomicInteger runs = new AtomicInteger();
  private final Jobs jobs =
      new Jobs(
          new Traces(OpenTelemetry.noop().getTracer("test"), vertx),
          work.underWay(),
          new SimpleMeterRegistry());

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aRunThatHangsEndsAndTheNextOneBegins() {
    Job job =
        jobs.job(
                JobTest.class,
                "Nothing is done",
                () ->
                    runs.incrementAndGet() == 1
                        ? Uni.createFrom().nothing()
                        : Uni.createFrom().voidItem())
            .limit(Duration.ofMillis(50));

    job.run().await().atMost(LONG);
    job.run().await().atMost(LONG);

    assertThat(runs).hasValue(2);
  }

  @Test
  void afterSigtermNoneBegins() {
    Job job =
        jobs.job(
            JobTest.class,
            "Nothing is done",
            () -> Uni.createFrom().voidItem().invoke(runs::incrementAndGet));
    work.end();

    job.run().await().atMost(LONG);

    assertThat(runs).hasValue(0);
  }
}
