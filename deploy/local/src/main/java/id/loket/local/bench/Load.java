package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The same request again and again, from sixteen callers at a time. */
final class Load {
  private static final int CALLERS = 16;
  private static final int SAMPLES = 10;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  private Load(HttpRequest request) {
    this.request = request;
  }

  static Load of(String url, Visit visit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + visit.path())).timeout(Duration.ofSeconds(20));
    if (visit.accessToken() != null) {
      request.header("Authorization", "Bearer " + visit.accessToken());
    }
    return new Load(request.build());
  }

  /** How it went: requests answered with 200, others, and answers per second. */
  record Result(int answered, int failed, double rate) {
    void requireNoFailure() {
      if (failed > 0) {
        throw new StackException(failed + " of " + (failed + answered) + " requests failed.");
      }
    }
  }

  /** So many requests. */
  Result requests(int count) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(count);
    return run(() -> left.getAndDecrement() > 0, new CountDownLatch(CALLERS), null, Duration.ZERO);
  }

  /** Requests for so long. Ten times, evenly spread, the sample is taken. */
  Result lasting(Duration time, Runnable sample) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    return run(
        () -> System.nanoTime() < end,
        new CountDownLatch(CALLERS),
        sample,
        time.dividedBy(SAMPLES));
  }

  private Result run(
      BooleanSupplier goOn, CountDownLatch done, Runnable sample, Duration everySoOften)
      throws InterruptedException {
    long begun = System.nanoTime();
    for (int n = 0; n < CALLERS; n++) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (goOn.getAsBoolean()) {
                  ask();
                }
                done.countDown();
              });
    }
    if (sample == null) {
      done.await();
    } else {
      while (!done.await(everySoOften.toMillis(), TimeUnit.MILLISECONDS)) {
        sample.run();
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Result(answered.get(), failed.get(), answered.get() / seconds);
  }

  private void ask() {
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      (status == 200 ? answered : failed).incrementAndGet();
    } catch (IOException e) {
      failed.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed.incrementAndGet();
    }
  }
}
