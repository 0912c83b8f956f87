package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final int PATIENCE_MILLIS = 60_000;

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
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      if (slow) {
        // A phone's: what it has not read waits on the server's side.
        socket.setReceiveBufferSize(SLOW_CHUNK);
      }
      socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      socket
          .getOutputStream()
          .write(
              ("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                      .formatted(url.getRawPath(), url.getAuthority()))
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream(), SLOW_CHUNK);
      long left = bodyLength(in);
      byte[] chunk = new byte[slow ? SLOW_CHUNK : CHUNK];
      while (left > 0 && System.nanoTime() < end) {
        int got = in.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (got < 0) {
          throw new IOException("the answer ends too early");
        }
        left -= got;
        read.addAndGet(got);
        if (slow) {
          LockSupport.parkNanos(got * 1_000_000_000L / bytesPerSecond);
        }
      }
    }
  }

  private static long bodyLength(InputStream in) throws IOException {
    String line = line(in);
    if (!line.contains(" 200 ")) {
      throw new IOException("answered with " + line);
    }
    long length = 0;
    while (!(line = line(in)).isEmpty()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int next;
    while ((next = in.read()) != '\n') {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
