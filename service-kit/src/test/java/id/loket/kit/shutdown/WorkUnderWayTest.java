package id.loket.kit.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkUnderWayTest {
  private final AtomicInteger handedBack = new AtomicInteger();

  @Test
  void whatIsFinishedInTimeIsWaitedForAndNotHandedBack() throws InterruptedException {
    WorkUnderWay work = new WorkUnderWay(within(Duration.ofMinutes(1)));
    AtomicReference<UniEmitter<? super Void>> open = new AtomicReference<>();
    begin(work, open);

    CountDownLatch ended = new CountDownLatch(1);
    Thread ending =
        Thread.startVirtualThread(
            () -> {
              work.end();
              ended.countDown();
            });
    while (!work.isEnding()) {
      Thread.onSpinWait();
    }
    assertThat(ended.getCount()).isOne();
    open.get().complete(null);

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    ending.join();
    assertThat(handedBack).hasValue(0);
  }

  @Test
  void whatIsNotFinishedInTimeIsHandedBackOnce() {
    WorkUnderWay work = new WorkUnderWay(within(Duration.ofMillis(1)));
    begin(work, new AtomicReference<>());
    begin(work, new AtomicReference<>());
    work.doing(() -> Uni.createFrom().voidItem(), this::handBack).await().indefinitely();

    work.end();

    assertThat(handedBack).hasValue(2);
  }

  @Test
  void whatComesTooLateIsHandedBackAtOnceAndNotBegun() {
    WorkUnderWay work = new WorkUnderWay(within(Duration.ofMillis(1)));
    work.end();
    AtomicReference<UniEmitter<? super Void>> open = new AtomicReference<>();

    begin(work, open);

    assertThat(open).hasValue(null);
    assertThat(handedBack).hasValue(1);
  }

  @Test
  void oneThatCannotBeHandedBackKeepsNoOtherFromIt() {
    WorkUnderWay work = new WorkUnderWay(within(Duration.ofMillis(1)));
    work.doing(
            () -> Uni.createFrom().nothing(),
            () -> Uni.createFrom().failure(new IllegalStateException("the database is away")))
        .subscribe()
        .with(done -> {});
    begin(work, new AtomicReference<>());

    work.end();

    assertThat(handedBack).hasValue(1);
  }

  private void begin(WorkUnderWay work, AtomicReference<UniEmitter<? super Void>> open) {
    work.doing(() -> Uni.createFrom().<Void>emitter(emitter -> open.set(emitter)), this::handBack)
        .subscribe()
        .with(done -> {});
  }

  private Uni<Void> handBack() {
    return Uni.createFrom().voidItem().invoke(handedBack::incrementAndGet);
  }

  private static ShutdownConfig within(Duration grace) {
    return new ShutdownConfig() {
      @Override
      public Duration grace() {
        return grace;
      }

      @Override
      public Duration handBack() {
        return Duration.ofSeconds(5);
      }
    };
  }
}
