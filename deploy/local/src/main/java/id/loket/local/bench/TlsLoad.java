package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;

/** The same GET again and again over connections that stay open. */
final class TlsLoad {
  private final URI url;
  private final SSLSocketFactory tls;

  /**
   * @param tls how to connect to {@code https}
   */
  TlsLoad(URI url, SSLSocketFactory tls) {
    this.url = url;
    this.tls = tls;
  }

  /** How long each of so many requests took, in one connection, one after the other. */
  List<Duration> oneByOne(int requests) {
    try (HttpLine line = line()) {
      List<Duration> times = new ArrayList<>(requests);
      for (int n = 0; n < requests; n++) {
        long begun = System.nanoTime();
        line.get(url.getRawPath()).require(200);
        times.add(Duration.ofNanos(System.nanoTime() - begun));
      }
      return times;
    } catch (IOException e) {
      throw new StackException(url + " does not answer: " + e.getMessage(), e);
    }
  }

  /** How many requests are answered in that time by so many connections at once. */
  long during(Duration time, int connections) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    Callable<Long> caller =
        () -> {
          long answered = 0;
          try (HttpLine line = line()) {
            while (System.nanoTime() < end) {
              line.get(url.getRawPath()).require(200);
              answered++;
            }
          }
          return answered;
        };
    long all = 0;
    try (ExecutorService callers = Executors.newFixedThreadPool(connections)) {
      List<Future<Long>> results = new ArrayList<>();
      for (int n = 0; n < connections; n++) {
        results.add(callers.submit(caller));
      }
      for (Future<Long> each : results) {
        all += each.get();
      }
    }
    return all;
  }

  /** Sends a body of that size; the status it is answered with. */
  int upload(long bytes) throws IOException {
    try (HttpLine line = line()) {
      return line.put(url.getRawPath(), bytes).status();
    }
  }

  private HttpLine line() throws IOException {
    return url.getScheme().equals("https") ? HttpLine.open(url, tls) : HttpLine.open(url);
  }
}
