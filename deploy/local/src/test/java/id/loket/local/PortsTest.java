package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void allPortsThatAreTakenAreNamedAtOnce() throws Exception {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports =
          Ports.documented(
              Map.of(
                  "LOKET_POSTGRES_PORT", Integer.toString(one.getLocalPort()),
                  "LOKET_TICKET_PORT", Integer.toString(two.getLocalPort()),
                  "LOKET_REDIS_PORT", Integer.toString(Ports.anyFree())));

      String told =
          assertThrows(
                  StackException.class,
                  () ->
                      ports.requireFree(
                          Map.of(
                              Port.POSTGRES, "PostgreSQL",
                              Port.TICKET_APP, "ticket-app",
                              Port.REDIS, "Redis")))
              .getMessage();

      assertTrue(told.contains("Port " + one.getLocalPort() + ", which PostgreSQL needs"));
      assertTrue(told.contains("Port " + two.getLocalPort() + ", which ticket-app needs"));
      assertTrue(told.contains("LOKET_POSTGRES_PORT=<port> LOKET_TICKET_PORT=<port> make run"));
      assertFalse(told.contains("Redis"));
    }
  }
}
