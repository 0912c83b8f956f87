package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many who download the same file, with as little work of their own as possible: what is measured
 * is the server.
 */
final class Downloads {
  private static final int CHUNK = 256 * 1024;
  private static final int SLOW_CHUNK = 16 * 1024;

  private final URI url;
  private final AtomicLong read = new AtomicLong();

  Downloads(URI url) {
    this.url = url;
  }

  /** Bytes of bodies that were read so far. */
  long bytes() {
    return read.get();
  }

  /** So many at once, each again and again, as fast as they can until the time is over. */
  void during(Duration time, int callers) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      together(
          threads,
          callers,
          () -> {
            while (System.nanoTime() < end) {
              download(end, 0);
            }
          });
    }
  }

  /** So many at once, each as slowly as that until the time is over. */
  void slowly(Duration time, int callers, long bytesPerSecond) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      together(threads, callers, () -> download(end, bytesPerSecond));
    }
  }

  private interface Caller {
    void call() throws IOException;
  }

  private void together(ExecutorService threads, int callers, Caller caller)
      throws InterruptedException {
    List<Future<?>> all = new ArrayList<>();
    for (int n = 0; n < callers; n++) {
      all.add(
          threads.submit(
              () -> {
                caller.call();
                return null;
              }));
    }
    for (Future<?> each : all) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new StackException(url + " failed: " + e.getCause(), e);
      }
    }
  }

  /** One download, left in the middle when the time is over. */
  private void download(long end, long bytesPerSecond) throws IOException {
    boolean slow = bytesPerSecond > 0;
    // A phone's buffer is small: what it has not read waits on the server's side.
    try (HttpLine line = slow ? HttpLine.open(url, SLOW_CHUNK) : HttpLine.open(url)) {
      long left = line.begin(url.getRawPath());
      byte[] chunk = new byte[slow ? SLOW_CHUNK : CHUNK];
      while (left > 0 && System.nanoTime() < end) {
        int got = line.read(chunk, left);
        left -= got;
        read.addAndGet(got);
        if (slow) {
          LockSupport.parkNanos(got * 1_000_000_000L / bytesPerSecond);
        }
      }
    }
  }
}
