package id.loket.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.shutdown.EndableWork;
import id.loket.kit.trace.TraceParent;
import id.loket.kit.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static Vertx vertx;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final EndableWork work = new EndableWork();
  private final Jobs jobs =
      new Jobs(
          new Traces(
              SdkTracerProvider.builder().setSampler(Sampler.alwaysOff()).build().get("test"),
              vertx),
          work.underWay(),
          metrics);
  private final Queue<Integer> done = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void onePoisonousRowNeverHoldsUpTheRest() {
    Sweep<Integer> sweep =
        sweep(
            List.of(1, 2, 3, 4),
            n ->
                switch (n) {
                  case 1 -> Uni.createFrom().failure(new IllegalStateException("poison"));
                  case 2 -> throw new IllegalStateException("poison that throws");
                  default -> finish(n);
                });

    sweep.run().await().atMost(LONG);
    sweep.run().await().atMost(LONG);

    assertThat(done).containsExactlyInAnyOrder(3, 4, 3, 4);
    assertThat(count("loket.sweep.items")).isEqualTo(8);
    assertThat(count("loket.sweep.failures")).isEqualTo(4);
  }

  @Test
  void oneRowThatHangsHoldsUpNeitherTheRestNorTheNextRun() {
    Sweep<Integer> sweep =
        sweep(List.of(1, 2, 3), n -> n == 1 ? Uni.createFrom().nothing() : finish(n))
            .atOnce(1)
            .limit(Duration.ofMillis(50));

    sweep.run().await().atMost(LONG);
    sweep.run().await().atMost(LONG);

    assertThat(done).containsExactly(2, 3, 2, 3);
  }

  @Test
  void whatFailedIsPutOffWithItsReasonAndIsNotTakenAgainBeforeTheRest() {
    List<Integer> due = new ArrayList<>(IntStream.range(0, 10).boxed().toList());
    Map<Integer, String> later = new ConcurrentHashMap<>();
    Sweep<Integer> sweep =
        jobs.<Integer>sweep(
                "things",
                SweepTest.class,
                () ->
                    Uni.createFrom()
                        .item(() -> List.copyOf(due.subList(0, Math.min(2, due.size())))),
                n -> {
                  if (n < 4) {
                    throw new IllegalStateException("poison");
                  }
                  due.remove(n);
                  return finish(n);
                })
            .batch(2)
            .whenFailed(
                (n, why) -> {
                  due.remove(n);
                  later.put(n, why.getMessage());
                  return Uni.createFrom().voidItem();
                })
            .atOnce(1);

    for (int runs = 0; runs < 3; runs++) {
      sweep.run().await().atMost(LONG);
    }

    assertThat(later).containsOnlyKeys(0, 1, 2, 3).containsEntry(0, "poison");
    assertThat(done).containsExactly(4, 5, 6, 7, 8, 9);
  }

  @Test
  void aServerThatIsAwayEndsTheRunAndTheNextOneWorks() {
    List<Throwable> trouble = new ArrayList<>(List.of(new IllegalStateException("away")));
    Sweep<Integer> sweep =
        jobs.sweep(
            "things",
            SweepTest.class,
            () ->
                trouble.isEmpty()
                    ? Uni.createFrom().item(List.of(1))
                    : Uni.createFrom().failure(trouble.removeFirst()),
            this::finish);

    sweep.run().await().atMost(LONG);
    assertThat(done).isEmpty();

    sweep.run().await().atMost(LONG);
    assertThat(done).containsExactly(1);
  }

  @Test
  void whatWasTakenAndNotBegunIsHandedBackAtOnceOnSigterm() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    Queue<UniEmitter<? super Void>> open = new ConcurrentLinkedQueue<>();
    Queue<Integer> back = new ConcurrentLinkedQueue<>();
    CountDownLatch handedBack = new CountDownLatch(3);
    Sweep<Integer> sweep =
        sweep(
                List.of(1, 2, 3, 4, 5),
                n ->
                    Uni.createFrom()
                        .<Void>emitter(
                            emitter -> {
                              open.add(emitter);
                              begun.countDown();
                            })
                        .invoke(() -> done.add(n)))
            .atOnce(2)
            .handingBack(
                n ->
                    Uni.createFrom()
                        .voidItem()
                        .invoke(
                            () -> {
                              back.add(n);
                              handedBack.countDown();
                            }));
    sweep.wake();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

    Thread ending = Thread.startVirtualThread(work::end);

    // While the two that have begun are still waited for.
    assertThat(handedBack.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(back).containsExactlyInAnyOrder(3, 4, 5);
    assertThat(ending.isAlive()).isTrue();

    open.forEach(emitter -> emitter.complete(null));
    assertThat(ending.join(LONG)).isTrue();
    assertThat(done).containsExactlyInAnyOrder(1, 2);
    assertThat(back).hasSize(3);
    sweep.run().await().atMost(LONG);
    assertThat(done).hasSize(2);
  }

  @Test
  void eachRunAndEachItemHasATraceOfItsOwnOrTheOneItBelongsTo() {
    String known = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Queue<String> takes = new ConcurrentLinkedQueue<>();
    Map<Integer, String> traces = new ConcurrentHashMap<>();
    Sweep<Integer> sweep =
        jobs.<Integer>sweep(
                "things",
                SweepTest.class,
                () -> {
                  takes.add(traceId(TraceParent.current()));
                  return Uni.createFrom().item(List.of(takes.size() * 10, takes.size() * 10 + 1));
                },
                n -> {
                  traces.put(n, traceId(TraceParent.current()));
                  return finish(n);
                })
            .in(n -> n == 10 ? known : null);

    sweep.run().await().atMost(LONG);
    sweep.run().await().atMost(LONG);

    assertThat(traces.get(10)).isEqualTo(traceId(known));
    Set<String> all = new HashSet<>(takes);
    all.addAll(traces.values());
    assertThat(all).hasSize(6);
  }

  private Sweep<Integer> sweep(
      List<Integer> due, java.util.function.Function<Integer, Uni<?>> each) {
    return jobs.sweep("things", SweepTest.class, () -> Uni.createFrom().item(due), each);
  }

  private Uni<Void> finish(int n) {
    return Uni.createFrom().voidItem().invoke(() -> done.add(n));
  }

  private double count(String meter) {
    return metrics.get(meter).tag("sweep", "things").counter().count();
  }

  private static String traceId(String traceparent) {
    return traceparent.split("-")[1];
  }
}
