package id.loket.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Where the service under test tells its metrics and describes its API. */
public final class ManagementPort {
  private static volatile int number;

  private ManagementPort() {}

  /** What a test resource tells the service it is for: a port that is free. */
  public static Map<String, String> choose() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      number = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String port = Integer.toString(number);
    return Map.of("quarkus.management.port", port, "quarkus.management.test-port", port);
  }

  /** A URL there. */
  public static String url(String path) {
    return "http://127.0.0.1:" + number + path;
  }
}
