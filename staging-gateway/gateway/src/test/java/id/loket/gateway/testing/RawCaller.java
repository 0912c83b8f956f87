package id.loket.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** A caller that says exactly the bytes a test wants, in HTTP/1.x over TLS. */
public final class RawCaller implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final SSLSocket socket;

  private RawCaller(SSLSocket socket) {
    this.socket = socket;
  }

  public static RawCaller connect() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            Phone.trusting(Servers.certificate())
                .getSocketFactory()
                .createSocket("127.0.0.1", Servers.port());
    socket.setSoTimeout((int) LIMIT.toMillis());
    return new RawCaller(socket);
  }

  /** Says all of it and reads to the end of the connection. */
  public static String all(String bytes) throws IOException {
    try (RawCaller caller = connect()) {
      caller.say(bytes);
      return caller.readAll();
    }
  }

  public RawCaller say(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** The next head, without its body. */
  public String readHead() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int each = in.read();
      if (each < 0) {
        break;
      }
      head.append((char) each);
    }
    return head.toString();
  }

  public String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
