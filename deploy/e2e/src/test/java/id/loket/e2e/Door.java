package id.loket.e2e;

import id.loket.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * An address where nobody answers until the door is opened; from then on whoever connects gets
 * through to the real server. So a server can come late for one process and be there for all
 * others.
 */
final class Door implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final String host;
  private final int hostPort;
  private final int port = Ports.anyFree();
  private ServerSocket opened;

  private Door(String host, int hostPort) {
    this.host = host;
    this.hostPort = hostPort;
  }

  /** A closed door to {@code host:port}. */
  static Door to(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new Door(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }

  int port() {
    return port;
  }

  String hostAndPort() {
    return "127.0.0.1:" + port;
  }

  synchronized void open() {
    try {
      opened = new ServerSocket(port, 50, LOOPBACK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(() -> welcome(opened));
  }

  private void welcome(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket visitor = door.accept();
        Socket server = new Socket(host, hostPort);
        Thread.startVirtualThread(() -> carry(visitor, server));
        Thread.startVirtualThread(() -> carry(server, visitor));
      } catch (IOException closed) {
        // the door, or the server behind it
      }
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException gone) {
      // one of the two has hung up
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (opened != null) {
      opened.close();
    }
  }
}
