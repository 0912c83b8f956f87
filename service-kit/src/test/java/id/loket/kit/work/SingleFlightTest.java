package id.loket.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private final List<UniEmitter<? super Void>> begun = new ArrayList<>();
  private final SingleFlight flight = new SingleFlight(() -> Uni.createFrom().emitter(begun::add));

  @Test
  void aWakeInTheMiddleIsNotLost() {
    flight.wake();
    flight.wake();
    flight.wake();
    assertThat(begun).hasSize(1);

    begun.get(0).complete(null);
    assertThat(begun).hasSize(2);

    begun.get(1).complete(null);
    assertThat(begun).hasSize(2);
  }

  @Test
  void afterAFailureNothingBeginsByItselfAndTheNextWakeDoes() {
    UniAssertSubscriber<Void> first =
        flight.run().subscribe().withSubscriber(UniAssertSubscriber.create());
    UniAssertSubscriber<Void> second =
        flight.run().subscribe().withSubscriber(UniAssertSubscriber.create());

    begun.get(0).fail(new IllegalStateException("the server is away"));

    first.assertCompleted();
    second.assertCompleted();
    assertThat(begun).hasSize(1);
    flight.wake();
    assertThat(begun).hasSize(2);
  }

  @Test
  void whoWaitsNoLongerEndsNobodyElsesWait() {
    flight.wake();
    UniAssertSubscriber<Void> gone =
        flight.run().subscribe().withSubscriber(UniAssertSubscriber.create());
    UniAssertSubscriber<Void> other =
        flight.run().subscribe().withSubscriber(UniAssertSubscriber.create());

    gone.cancel();

    other.assertNotTerminated();
    begun.get(0).complete(null);
    begun.get(1).complete(null);
    other.assertCompleted();
  }

  @Test
  void whoAsksInTheMiddleWaitsForTheRunAfterIt() {
    flight.wake();
    UniAssertSubscriber<Void> asked =
        flight.run().subscribe().withSubscriber(UniAssertSubscriber.create());

    begun.get(0).complete(null);
    asked.assertNotTerminated();

    begun.get(1).complete(null);
    asked.assertCompleted();
  }

  @Test
  void whatThrowsEndsItsRunOnly() {
    AtomicInteger runs = new AtomicInteger();
    SingleFlight broken =
        new SingleFlight(
            () -> {
              runs.incrementAndGet();
              throw new IllegalStateException("broken");
            });

    broken.run().await().indefinitely();
    broken.run().await().indefinitely();

    assertThat(runs).hasValue(2);
  }

  @Test
  void ofManyThreadsOneRunsAtATimeAndWhatEachSawIsRunAfterwards() throws InterruptedException {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger work = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    SingleFlight counted =
        new SingleFlight(
            () ->
                Uni.createFrom()
                    .item(
                        () -> {
                          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                          seen.set(work.get());
                          underWay.decrementAndGet();
                          return (Void) null;
                        })
                    .runSubscriptionOn(Thread::startVirtualThread));
    CountDownLatch all = new CountDownLatch(1000);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 1000; n++) {
        threads.submit(
            () -> {
              work.incrementAndGet();
              counted.wake();
              all.countDown();
            });
      }
      all.await();
    }
    counted.run().await().atMost(Duration.ofSeconds(30));

    assertThat(most).hasValue(1);
    assertThat(seen).hasValue(1000);
  }
}
