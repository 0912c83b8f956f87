package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection that stays open, with as little work of its own as possible: what is measured is the
 * server. HTTP/1.1, answers with {@code Content-Length}.
 */
final class HttpLine implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final String LENGTH = "content-length:";

  private final String host;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private HttpLine(URI server, Socket socket) throws IOException {
    this.host = server.getAuthority();
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), CHUNK);
    out = socket.getOutputStream();
  }

  /** A connection to the server of an {@code http} URL. */
  static HttpLine open(URI server) throws IOException {
    return new HttpLine(server, new Socket(server.getHost(), server.getPort()));
  }

  /** A connection to the server of an {@code https} URL. */
  static HttpLine open(URI server, SSLSocketFactory tls) throws IOException {
    return new HttpLine(server, tls.createSocket(server.getHost(), server.getPort()));
  }

  /** The same, to a caller who takes in no more at a time than that. */
  static HttpLine open(URI server, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    return new HttpLine(server, socket);
  }

  /** What came back. */
  record Answer(int status, byte[] body) {
    /** This answer, if its status is that. */
    Answer require(int expected) {
      if (status != expected) {
        throw new StackException(
            "status " + status + ": " + new String(body, StandardCharsets.UTF_8));
      }
      return this;
    }
  }

  Answer get(String path) throws IOException {
    ask(path);
    return answer();
  }

  /**
   * Gets something large, whose body is then to be read with {@link #read}.
   *
   * @return how long it is
   */
  long begin(String path) throws IOException {
    ask(path);
    Head head = head();
    if (head.status() != OK) {
      throw new IOException("status " + head.status());
    }
    return head.length();
  }

  /** Reads some of a body, at most so much of it. */
  int read(byte[] into, long most) throws IOException {
    int read = in.read(into, 0, (int) Math.min(into.length, most));
    if (read < 0) {
      throw new IOException("the answer ends too early");
    }
    return read;
  }

  private void ask(String path) throws IOException {
    out.write(ascii("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    out.flush();
  }

  /**
   * Posts JSON.
   *
   * @param accessToken null without signing in
   */
  Answer post(String path, String accessToken, byte[] json) throws IOException {
    String authorization =
        accessToken == null ? "" : "Authorization: Bearer " + accessToken + "\r\n";
    byte[] head =
        ascii(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\n"
                + authorization
                + "Content-Type: application/json\r\nContent-Length: "
                + json.length
                + "\r\n\r\n");
    byte[] whole = new byte[head.length + json.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(json, 0, whole, head.length, json.length);
    out.write(whole);
    out.flush();
    return answer();
  }

  /** Puts a body of so many bytes, all zero. */
  Answer put(String path, long bytes) throws IOException {
    out.write(
        ascii(
            "PUT "
                + path
                + " HTTP/1.1\r\nHost: "
                + host
                + "\r\nContent-Length: "
                + bytes
                + "\r\n\r\n"));
    byte[] chunk = new byte[CHUNK];
    for (long left = bytes; left > 0; left -= CHUNK) {
      out.write(chunk, 0, (int) Math.min(CHUNK, left));
    }
    out.flush();
    return answer();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private record Head(int status, long length) {}

  private Answer answer() throws IOException {
    Head head = head();
    byte[] body = in.readNBytes((int) head.length());
    if (body.length < head.length()) {
      throw new IOException("the answer ends too early");
    }
    return new Answer(head.status(), body);
  }

  private Head head() throws IOException {
    String line = readLine();
    int status = Integer.parseInt(line.split(" ", 3)[1]);
    long length = status == NO_CONTENT ? 0 : -1;
    while (!(line = readLine()).isEmpty()) {
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Long.parseLong(line.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without Content-Length, status " + status);
    }
    return new Head(status, length);
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
