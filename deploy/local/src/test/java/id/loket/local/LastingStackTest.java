package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack of {@code make run}: documented ports, data that stays. */
class LastingStackTest {
  private static final Set<Server> REDIS = Set.of(Server.REDIS);

  @TempDir Path data;
  private Options options;

  @BeforeEach
  void ownPort() {
    int free = Ports.free().number(Port.REDIS);
    options =
        Options.lasting()
            .with(Progress.silent())
            .with("LOKET_REDIS_URL", "")
            .with("LOKET_REDIS_PORT", Integer.toString(free))
            .withDataFolder(data);
  }

  @Test
  void aTakenPortIsSaidClearly() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Options taken = options.with("LOKET_REDIS_PORT", Integer.toString(other.getLocalPort()));

      StackException refused =
          assertThrows(StackException.class, () -> LocalStack.start(REDIS, taken));

      String message = refused.getMessage();
      assertTrue(message.contains("Port " + other.getLocalPort() + ", which Redis needs"));
      assertTrue(message.contains("ss -ltnp"));
      assertTrue(message.contains("LOKET_REDIS_PORT="));
    }
    LocalStack.start(REDIS, options).close();
  }

  @Test
  void secretsAndPortsStayOverRestarts() {
    LocalStack first = LocalStack.start(REDIS, options);
    first.close();
    LocalStack second = LocalStack.start(REDIS, options);
    second.close();

    assertEquals(first.environment("payment-app"), second.environment("payment-app"));
  }

  @Test
  void whereOtherMachinesReachItThereAreNoSampleUsers() {
    assertEquals("true", sampleUsers(options.with("PUBLIC", "")));
    assertEquals("false", sampleUsers(options.with("PUBLIC", "1")));
  }

  private static String sampleUsers(Options options) {
    try (LocalStack stack = LocalStack.start(REDIS, options)) {
      return stack.environment("client-app").get("LOKET_DEMO_USERS");
    }
  }

  @Test
  void twoStacksDoNotShareOneFolder() {
    try (LocalStack running = LocalStack.start(REDIS, options)) {
      assertTrue(running.isAlive(Server.REDIS));

      StackException refused =
          assertThrows(StackException.class, () -> LocalStack.start(REDIS, options));
      assertTrue(refused.getMessage().contains("make down"));
    }
  }

  @Test
  void aServerNamedByTheEnvironmentIsUsedInstead() {
    try (LocalStack real = LocalStack.start(REDIS, options)) {
      String url = real.endpoint(Server.REDIS).urlWithLogin();

      try (LocalStack borrowing =
          LocalStack.start(REDIS, Options.temporary().with("LOKET_REDIS_URL", url))) {
        assertFalse(borrowing.started().contains(Server.REDIS));
        assertEquals(url, borrowing.environment("payment-app").get("LOKET_REDIS_URL"));
      }
      assertTrue(real.isAlive(Server.REDIS));
    }
  }
}
