package id.loket.kit.http;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.core.net.SocketAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Decides whether a URL that a user has set may be called, and at which address. Callers connect to
 * exactly the address that was checked, so a name that resolves differently a moment later (DNS
 * rebinding) gains nothing.
 *
 * @param allowedHosts the only host names allowed, {@code *.} in front of a name for all below it;
 *     empty allows every public one
 * @param allowPrivateAddresses whether loopback, link-local, private and other special addresses
 *     may be reached: for development on one machine only
 */
public record OutboundAddresses(Set<String> allowedHosts, boolean allowPrivateAddresses) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /** Says why a URL may not be called. */
  public static final class NotAllowed extends RuntimeException {
    NotAllowed(String why) {
      super(why, null, false, false);
    }
  }

  /** Whether the URL's form is acceptable at all: http(s), a host, no credentials. */
  public boolean hasAcceptableForm(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean schemeAllowed =
        scheme.equals("https") || (scheme.equals("http") && allowPrivateAddresses);
    return schemeAllowed
        && uri.getHost() != null
        && uri.getUserInfo() == null
        && uri.getFragment() == null
        && (allowedHosts.isEmpty() || isAllowed(uri.getHost().toLowerCase(Locale.ROOT)));
  }

  private boolean isAllowed(String host) {
    return allowedHosts.stream()
        .anyMatch(
            allowed ->
                allowed.startsWith("*.")
                    ? host.endsWith(allowed.substring(1))
                    : host.equals(allowed));
  }

  /**
   * Looks the URL's host up and picks an address that may be called.
   *
   * @return fails with {@link NotAllowed}, or with {@link UnknownHostException} for a host nobody
   *     knows
   */
  public Uni<SocketAddress> resolve(URI uri) {
    if (!hasAcceptableForm(uri)) {
      return Uni.createFrom().failure(new NotAllowed("the URL is not on the allow-list"));
    }
    return Uni.createFrom()
        .item(() -> lookUp(uri))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private SocketAddress lookUp(URI uri) {
    try {
      InetAddress address =
          Arrays.stream(InetAddress.getAllByName(uri.getHost()))
              .filter(candidate -> allowPrivateAddresses || isPublic(candidate))
              .findFirst()
              .orElseThrow(() -> new NotAllowed("the host has no public address"));
      return SocketAddress.inetSocketAddress(portOf(uri), address.getHostAddress());
    } catch (UnknownHostException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int portOf(URI uri) {
    if (uri.getPort() != -1) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
  }

  /** Whether an address belongs to the public Internet (IANA special-purpose registries). */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] b = address.getAddress();
    return switch (address) {
      case Inet4Address v4 -> isPublicV4(b[0] & 0xff, b[1] & 0xff, b[2] & 0xff);
      case Inet6Address v6 -> isPublicV6(b);
      default -> false;
    };
  }

  private static boolean isPublicV4(int first, int second, int third) {
    boolean sharedOrProtocol =
        first == 0
            || (first == 100 && second >= 64 && second < 128)
            || (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 198 && (second == 18 || second == 19))
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return !sharedOrProtocol && first < 240;
  }

  private static boolean isPublicV6(byte[] b) {
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    boolean uniqueLocal = (first & 0xfe) == 0xfc;
    boolean documentation =
        first == 0x20 && second == 0x01 && (b[2] & 0xff) == 0x0d && (b[3] & 0xff) == 0xb8;
    // 2001::/23 is for protocols: Teredo carries an IPv4 address inside
    boolean protocols = first == 0x20 && second == 0x01 && (b[2] & 0xfe) == 0;
    boolean documentationToo = first == 0x3f && second == 0xff && (b[2] & 0xf0) == 0;
    boolean globalUnicast = (first & 0xe0) == 0x20;
    // 64:ff9b::/96 and 2002::/16 carry an IPv4 address inside, which could be a private one
    boolean sixToFour = first == 0x20 && second == 0x02;
    return globalUnicast
        && !uniqueLocal
        && !documentation
        && !documentationToo
        && !protocols
        && !sixToFour;
  }
}
