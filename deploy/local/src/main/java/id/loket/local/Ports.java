package id.loket.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Which number each port has in one stack. */
public final class Ports {
  // Below the range systems take for outgoing connections, so that none of those gets in the way.
  private static final int LOWEST_FREE = 12_000;
  private static final int HIGHEST_FREE = 24_000;

  private final Map<Port, Integer> numbers;

  private Ports(Map<Port, Integer> numbers) {
    this.numbers = numbers;
  }

  /** The documented numbers, or those the environment chooses. */
  public static Ports documented(Map<String, String> environment) {
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      numbers.put(port, port.numberFrom(environment));
    }
    return new Ports(numbers);
  }

  /** A number nobody listens on now. */
  public static int anyFree() {
    int number;
    do {
      number = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
    } while (!isFree(number));
    return number;
  }

  /** Numbers nobody listens on now. */
  public static Ports free() {
    Map<Port, Integer> numbers = new EnumMap<>(Port.class);
    Set<Integer> given = new HashSet<>();
    for (Port port : Port.values()) {
      int number;
      do {
        number = ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE);
      } while (!given.add(number) || !isFree(number));
      numbers.put(port, number);
    }
    return new Ports(numbers);
  }

  public int number(Port port) {
    return numbers.get(port);
  }

  /** Whether a server could listen there now. */
  public static boolean isFree(int number) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), number));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Refuses to go on when somebody listens on a port.
   *
   * @param owner who wants it, as people know it: "PostgreSQL"
   */
  public void requireFree(String owner, Port port) {
    requireFree(Map.of(port, owner));
  }

  /**
   * Refuses to go on when somebody listens on any of these ports, and names all of those.
   *
   * @param owners who wants each, as people know it
   */
  public void requireFree(Map<Port, String> owners) {
    List<Port> taken =
        owners.keySet().stream().sorted().filter(port -> !isFree(number(port))).toList();
    if (taken.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    taken.forEach(
        port ->
            text.append(
                "Port %d, which %s needs, is taken by another process.%n"
                    .formatted(number(port), owners.get(port))));
    String any =
        taken.stream().map(port -> "sport = :" + number(port)).collect(Collectors.joining(" or "));
    text.append(
        "  find out by whom:  ss -ltnp '%s'   (or: lsof -iTCP -sTCP:LISTEN)%n".formatted(any));
    text.append(
        "  or use others:     %s make run"
            .formatted(
                taken.stream()
                    .map(port -> port.variable() + "=<port>")
                    .collect(Collectors.joining(" "))));
    throw new StackException(text.toString());
  }
}
