package id.loket.local.server;

import id.loket.local.secret.LocalAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.SocketFactory;

/** Connections to servers of the stack, over TLS or not. */
final class Sockets {
  private static final int PATIENCE_MILLIS = 2000;

  private Sockets() {}

  /** Over TLS where there is an authority to believe. */
  static SocketFactory factory(Optional<LocalAuthority> authority) {
    return authority
        .<SocketFactory>map(known -> known.context().getSocketFactory())
        .orElseGet(SocketFactory::getDefault);
  }

  /** One that gives up soon. */
  static Socket open(SocketFactory factory, String host, int port) throws IOException {
    Socket socket = factory.createSocket();
    socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }
}
