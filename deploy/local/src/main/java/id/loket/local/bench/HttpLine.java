package id.loket.local.bench;

import id.loket.local.StackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private static final int NO_CONTENT = 204;

  private final String host;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private HttpLine(URI server, Socket socket) throws IOException {
    this.host = server.getAuthority();
    this.socket = socket;
    socket.setTcpNoDelay(true);
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
    out.write(ascii("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
    out.flush();
    return answer();
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

  private Answer answer() throws IOException {
    String line = readLine();
    int status = Integer.parseInt(line.split(" ", 3)[1]);
    int length = status == NO_CONTENT ? 0 : -1;
    while (!(line = readLine()).isEmpty()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without Content-Length, status " + status);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("the answer ends too early");
    }
    return new Answer(status, body);
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
