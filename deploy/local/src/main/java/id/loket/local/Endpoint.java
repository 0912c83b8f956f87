package id.loket.local;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a server answers and with what name and password its owner is let in.
 *
 * @param scheme as in its URL: postgresql, redis, amqp …
 * @param user empty when the server asks for none
 */
public record Endpoint(String scheme, String host, int port, String user, String password) {

  /** A server of this stack. */
  public static Endpoint local(String scheme, int port, String user, String password) {
    return new Endpoint(scheme, "127.0.0.1", port, user, password);
  }

  /** A server named by URL, {@code scheme://user:password@host:port}. */
  public static Endpoint parse(String variable, String url) {
    try {
      URI uri = URI.create(url.strip());
      String[] login = Optional.ofNullable(uri.getRawUserInfo()).orElse(":").split(":", 2);
      if (uri.getHost() == null || (uri.getPort() < 0 && standardPort(uri.getScheme()) < 0)) {
        throw new IllegalArgumentException("host and port are needed");
      }
      return new Endpoint(
          uri.getScheme(),
          uri.getHost(),
          uri.getPort() < 0 ? standardPort(uri.getScheme()) : uri.getPort(),
          decoded(login[0]),
          login.length > 1 ? decoded(login[1]) : "");
    } catch (IllegalArgumentException e) {
      throw new StackException(
          variable + " is not a URL like scheme://user:password@host:port: " + e.getMessage());
    }
  }

  Endpoint withLogin(String otherUser, String otherPassword) {
    return new Endpoint(scheme, host, port, otherUser, otherPassword);
  }

  public String hostAndPort() {
    return host + ":" + port;
  }

  /** Without name and password. */
  public String url() {
    return scheme + "://" + hostAndPort();
  }

  /** With name and password. */
  public String urlWithLogin() {
    return user.isEmpty() && password.isEmpty()
        ? url()
        : scheme + "://" + user + ":" + password + "@" + hostAndPort();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static int standardPort(String scheme) {
    return switch (scheme == null ? "" : scheme) {
      case "postgresql" -> 5432;
      case "redis" -> 6379;
      case "amqp" -> 5672;
      case "cassandra" -> 9042;
      case "http" -> 80;
      case "https" -> 443;
      case "smtp" -> 25;
      default -> -1;
    };
  }
}
