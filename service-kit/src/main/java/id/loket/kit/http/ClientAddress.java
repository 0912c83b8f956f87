package id.loket.kit.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * The address of whoever called.
 *
 * @param address an IPv4 address, or an IPv6 address that carries none inside
 */
public record ClientAddress(InetAddress address) {
  private static final int PREFIX_BYTES = 8;
  private static final int LONGEST = 56; // an IPv6 address with brackets, zone and port

  /**
   * Reads an address as sockets and proxies write it: {@code 192.0.2.1}, {@code 192.0.2.1:4711},
   * {@code 2001:db8::1}, {@code [2001:db8::1]:4711}, with or without a zone. Never asks a name
   * server.
   *
   * @return empty for whatever is not an address
   */
  public static Optional<ClientAddress> parse(String text) {
    if (text == null || text.isBlank() || text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ClientAddress(InetAddress.ofLiteral(bare(text.strip()))));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  private static String bare(String text) {
    String host = text;
    if (host.startsWith("[") && host.indexOf(']') > 0) {
      host = host.substring(1, host.indexOf(']'));
    } else if (host.indexOf('.') > 0 && host.indexOf(':') == host.lastIndexOf(':')) {
      host = host.indexOf(':') < 0 ? host : host.substring(0, host.indexOf(':'));
    }
    return host.indexOf('%') < 0 ? host : host.substring(0, host.indexOf('%'));
  }

  /** As text, without a zone. */
  public String text() {
    return address.getHostAddress();
  }

  /**
   * By what callers are counted: an IPv4 address, or the /64 network of an IPv6 address, all of
   * which one household or phone has to itself.
   */
  public String group() {
    if (!(address instanceof Inet6Address)) {
      return text();
    }
    byte[] network = Arrays.copyOf(address.getAddress(), 2 * PREFIX_BYTES);
    Arrays.fill(network, PREFIX_BYTES, 2 * PREFIX_BYTES, (byte) 0);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException(e); // sixteen bytes are an address
    }
  }
}
