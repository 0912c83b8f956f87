package id.loket.gateway.conformance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/**
 * A service behind both proxies, made of sockets: it answers in the bytes a test wants, well formed
 * or not, and tells what it was asked.
 */
final class ScriptedService implements AutoCloseable {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

  private final ServerSocket server;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  ScriptedService() {
    try {
      server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The first lines of what it was asked, but for health checks. */
  List<String> seen() {
    return seen;
  }

  private void accept() {
    while (!ended) {
      try {
        Socket caller = server.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      caller.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(caller.getInputStream());
      OutputStream out = caller.getOutputStream();
      while (answer(in, out)) {
        out.flush();
      }
    } catch (IOException gone) {
      // as it happens
    }
  }

  /** One request; whether the connection goes on. */
  private boolean answer(InputStream in, OutputStream out) throws IOException {
    String first = line(in);
    if (first == null || first.isEmpty()) {
      return false;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String[] parts = first.split(" ");
    String path = parts[1].replaceAll("\\?.*", "");
    if (path.startsWith("/q/health")) {
      write(out, OK + "Content-Length: 2\r\n\r\nUP");
      return true;
    }
    seen.add(first);
    boolean head = parts[0].equals("HEAD");
    String[] words = path.substring(1).split("/");
    switch (words[0]) {
      case "early" -> {
        // Answers at once, and takes whatever comes next for the rest of the body.
        write(out, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\n\r\nwho");
        out.flush();
        body(in, headers);
        return true;
      }
      case "cut" -> {
        body(in, headers);
        String whole = OK + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000);
        write(out, whole.substring(0, Math.min(whole.length(), Integer.parseInt(words[1]))));
        return false;
      }
      case "cut-chunks" -> {
        body(in, headers);
        write(out, OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        return false;
      }
      case "never" -> {
        body(in, headers);
        return in.read() >= 0;
      }
      default -> {
        byte[] body = body(in, headers);
        out.write(whole(words[0], head, headers, body));
        return true;
      }
    }
  }

  private static byte[] whole(String what, boolean head, Map<String, String> headers, byte[] body)
      throws IOException {
    String start = "";
    byte[] content = "hello, world".getBytes(StandardCharsets.ISO_8859_1);
    switch (what) {
      case "status204" -> start = "HTTP/1.1 204 No Content\r\nETag: \"1\"\r\n\r\n";
      case "status304" -> start = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n";
      case "status404" -> start = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno";
      case "status500" -> start = "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno";
      case "empty" -> start = OK + "Content-Length: 0\r\n\r\n";
      case "hints" ->
          start =
              "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK + "Content-Length: 2\r\n\r\nok";
      case "chunked" ->
          start = OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n";
      case "trailers" ->
          start =
              OK
                  + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                  + "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n";
      case "hop" ->
          start =
              OK
                  + "Connection: X-Internal, keep-alive\r\nX-Internal: secret\r\n"
                  + "Keep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok";
      case "cookies" ->
          start = OK + "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 2\r\n\r\nok";
      case "range" -> {
        if (headers.getOrDefault("range", "").equals("bytes=2-4")) {
          start =
              "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-4/12\r\nContent-Length: 3\r\n\r\nllo";
        }
      }
      case "gzip" -> content = gzip(content);
      case "echo" -> content = body;
      default -> {
        // the usual
      }
    }
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    if (start.isEmpty()) {
      String tag = headers.getOrDefault("x-tag", "none");
      String coding = what.equals("gzip") ? "Content-Encoding: gzip\r\n" : "";
      start = OK + coding + "X-Tag: " + tag + "\r\nContent-Length: " + content.length + "\r\n\r\n";
      write(answer, start);
      if (!head) {
        answer.write(content);
      }
    } else {
      write(answer, head ? start.substring(0, start.lastIndexOf("\r\n\r\n") + 4) : start);
    }
    return answer.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      while (true) {
        String size = line(in);
        if (size == null) {
          throw new IOException("cut");
        }
        int length = Integer.parseInt(size.replaceAll(";.*", "").strip(), 16);
        body.write(exactly(in, length));
        if (length == 0) {
          while (!String.valueOf(line(in)).isEmpty()) {
            // trailers
          }
          return body.toByteArray();
        }
        line(in);
      }
    }
    return exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each >= 0; each = in.read()) {
      if (each == '\n') {
        return line.toString();
      }
      if (each != '\r') {
        line.append((char) each);
      }
    }
    return null;
  }

  private static void write(OutputStream out, String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {
    ended = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
