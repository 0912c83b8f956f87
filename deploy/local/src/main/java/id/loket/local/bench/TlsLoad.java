package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocketFactory;

/**
 * The same GET again and again over connections that stay open, with as little work of its own as
 * possible: what is measured is the server. HTTP/1.1, answers with {@code Content-Length}.
 */
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
    try (Line line = new Line()) {
      List<Duration> times = new ArrayList<>(requests);
      for (int n = 0; n < requests; n++) {
        long begun = System.nanoTime();
        line.ask();
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
          try (Line line = new Line()) {
            while (System.nanoTime() < end) {
              line.ask();
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
    try (Line line = new Line()) {
      return line.put(bytes);
    }
  }

  private final class Line implements AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] request;
    private final byte[] rest = new byte[CHUNK];

    Line() throws IOException {
      socket =
          url.getScheme().equals("https")
              ? tls.createSocket(url.getHost(), url.getPort())
              : new Socket(url.getHost(), url.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), CHUNK);
      out = socket.getOutputStream();
      request = head("GET", 0).getBytes(StandardCharsets.US_ASCII);
    }

    void ask() throws IOException {
      out.write(request);
      out.flush();
      int status = readAnswer();
      if (status != 200) {
        throw new IOException("status " + status);
      }
    }

    int put(long bytes) throws IOException {
      out.write(head("PUT", bytes).getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = new byte[CHUNK];
      for (long left = bytes; left > 0; left -= CHUNK) {
        out.write(chunk, 0, (int) Math.min(CHUNK, left));
      }
      out.flush();
      return readAnswer();
    }

    private String head(String method, long bytes) {
      return method
          + " "
          + url.getRawPath()
          + " HTTP/1.1\r\nHost: "
          + url.getAuthority()
          + "\r\n"
          + (bytes > 0 ? "Content-Length: " + bytes + "\r\n" : "")
          + "\r\n";
    }

    private int readAnswer() throws IOException {
      String line = readLine();
      int status = Integer.parseInt(line.split(" ")[1]);
      long length = 0;
      while (!(line = readLine()).isEmpty()) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      while (length > 0) {
        int read = in.read(rest, 0, (int) Math.min(rest.length, length));
        if (read < 0) {
          throw new IOException("the answer ends too early");
        }
        length -= read;
      }
      return status;
    }

    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder(64);
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

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
