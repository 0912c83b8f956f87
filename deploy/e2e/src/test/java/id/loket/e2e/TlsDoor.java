package id.loket.e2e;

import id.loket.local.secret.LocalAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ends TLS in front of a server that speaks none, as a sidecar or a load balancer does. */
final class TlsDoor implements AutoCloseable {
  private static final int WAITING = 50;

  private final ServerSocket door;
  private final String host;
  private final int hostPort;

  /** Opens one to {@code host:port}, with the certificate of that authority's servers. */
  TlsDoor(LocalAuthority authority, String host, int port) throws IOException {
    this.host = host;
    this.hostPort = port;
    this.door =
        authority
            .context()
            .getServerSocketFactory()
            .createServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::welcome);
  }

  int port() {
    return door.getLocalPort();
  }

  private void welcome() {
    while (!door.isClosed()) {
      try {
        Socket visitor = door.accept();
        Thread.startVirtualThread(() -> connect(visitor));
      } catch (IOException closed) {
        // the door
      }
    }
  }

  private void connect(Socket visitor) {
    try (visitor) {
      Socket server = new Socket(host, hostPort);
      Thread.startVirtualThread(() -> carry(visitor, server));
      carry(server, visitor);
    } catch (IOException gone) {
      // the server behind
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // one of the two has hung up, or did not like the other's certificate
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
