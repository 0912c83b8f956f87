package id.loket.kit.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The proxies in front whose {@code X-Forwarded-For} is believed ({@code LOKET_TRUSTED_PROXIES}),
 * and the one rule by which gateway and services tell who calls: the rightmost address that is not
 * a trusted proxy. What stands left of it was written by whoever called, and may be invented.
 */
public final class TrustedProxies {
  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads addresses and networks.
   *
   * @param texts each an address or a network in CIDR form, such as {@code 10.0.0.0/8} or {@code
   *     2001:db8::/32}; blank ones are left out
   * @throws IllegalArgumentException for one that is neither
   */
  public static TrustedProxies of(Collection<String> texts) {
    return new TrustedProxies(
        texts.stream()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(Network::of)
            .toList());
  }

  /** Whether there are none, so that nothing anybody forwards is believed. */
  public boolean isEmpty() {
    return networks.isEmpty();
  }

  public boolean contains(ClientAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address.address()));
  }

  /**
   * Who calls.
   *
   * @param remote the other end of the connection
   * @param forwardedFor every {@code X-Forwarded-For} line of the request, in their order
   * @return a hop that is no address ends the way back: then it is the trusted proxy that told it
   */
  public ClientAddress callerOf(ClientAddress remote, List<String> forwardedFor) {
    if (forwardedFor.isEmpty() || !contains(remote)) {
      return remote;
    }
    ClientAddress caller = remote;
    for (String hop : hops(forwardedFor).reversed()) {
      Optional<ClientAddress> address = ClientAddress.parse(hop);
      if (address.isEmpty()) {
        return caller;
      }
      caller = address.get();
      if (!contains(caller)) {
        return caller;
      }
    }
    return caller;
  }

  /** Several lines of one header are one list (RFC 9110 §5.3). */
  private static List<String> hops(List<String> lines) {
    List<String> hops = new ArrayList<>();
    for (String line : lines) {
      hops.addAll(List.of(line.split(",")));
    }
    return hops;
  }

  private record Network(byte[] address, int prefix) {
    static Network of(String text) {
      int slash = text.indexOf('/');
      try {
        byte[] address =
            InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int bits = address.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
          throw new IllegalArgumentException("a prefix of " + prefix + " bits");
        }
        return new Network(address, prefix);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is neither an address nor a network such as 10.0.0.0/8", e);
      }
    }

    boolean contains(InetAddress other) {
      byte[] bytes = other.getAddress();
      if (bytes.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
        int mask = 0xff << Math.max(0, Byte.SIZE - (prefix - bit));
        int index = bit / Byte.SIZE;
        if (((bytes[index] ^ address[index]) & mask & 0xff) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
