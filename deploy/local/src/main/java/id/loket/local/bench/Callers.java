package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * So many callers of a service, each with a connection of its own, who ask again as soon as they
 * are answered.
 *
 * @param count how many
 * @param seed what they do is the same in every run
 */
record Callers(URI service, int count, long seed) {

  /** One request, and whether it counts. */
  interface Request {
    boolean send(HttpLine line, Random random) throws IOException;
  }

  /** How many were answered per second, and how long each took. */
  record Result(double perSecond, List<Duration> took) {
    String rate() {
      return Figures.perSecond(perSecond);
    }

    String medianAnd99() {
      return Figures.seconds(Figures.percentile(took, 0.5))
          + ", "
          + Figures.seconds(Figures.percentile(took, 0.99));
    }
  }

  /** Asks for so long; what begins and ends after the warm-up counts. */
  Result ask(Duration warmUp, Duration measured, Request request) throws Exception {
    long from = System.nanoTime() + warmUp.toNanos();
    long end = from + measured.toNanos();
    List<Duration> took = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Duration>>> all = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        all.add(threads.submit(caller(new Random(seed + n), from, end, request)));
      }
      for (Future<List<Duration>> each : all) {
        took.addAll(each.get());
      }
    }
    return new Result(took.size() / (measured.toMillis() / 1000.0), took);
  }

  private Callable<List<Duration>> caller(Random random, long from, long end, Request request) {
    return () -> {
      List<Duration> took = new ArrayList<>();
      try (HttpLine line = HttpLine.open(service)) {
        for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
          boolean counts = request.send(line, random);
          long ended = System.nanoTime();
          if (counts && begun >= from && ended < end) {
            took.add(Duration.ofNanos(ended - begun));
          }
        }
      } catch (IOException e) {
        throw new StackException(service + " does not answer: " + e.getMessage(), e);
      }
      return took;
    };
  }
}
