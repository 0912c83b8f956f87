package id.loket.gateway.edge;

import id.loket.gateway.route.Route;
import id.loket.gateway.upstream.Replica;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which headers go on, in both directions. */
final class Headers {
  /** Of one connection only (RFC 9110 §7.6.1). */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /** Said by the gateway itself, so nobody in front of it can say it. */
  private static final Set<String> OURS_TO_SAY =
      Set.of(
          "host",
          "expect",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-real-ip",
          "x-request-id",
          // begun anew by the gateway's own trace
          "traceparent",
          "tracestate",
          "baggage");

  /** It is told that callers use TLS, and may put that into its links. */
  private static final Set<String> SCHEMES = Set.of("http://", "https://");

  /** What frames a body cannot be taken out of its request by naming it in {@code Connection}. */
  private static final Set<String> KEPT_ALWAYS = Set.of("content-length", "content-type");

  private static final String INTERNAL_PREFIX = "loket-";

  /** Said by the gateway of every answer, whatever the service said. */
  private static final Set<String> OURS_TO_ANSWER =
      Set.of("server", "x-request-id", "strict-transport-security", "x-powered-by");

  private static final String CORS_PREFIX = "access-control-";
  private static final Set<String> USUAL = Set.of("keep-alive", "Keep-Alive", "close");
  private static final Pattern LINK_TARGET = Pattern.compile("<([^>]*)>");
  private static final Map<String, String> UNLESS_SAID =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "X-Frame-Options", "DENY",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

  private Headers() {}

  /** The caller's headers as they go to a service. */
  static void toService(MultiMap from, MultiMap to) {
    Set<String> ofThisConnection = namedIn(from.getAll(HttpHeaders.CONNECTION));
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)
          && !OURS_TO_SAY.contains(name)
          && !name.startsWith(INTERNAL_PREFIX)
          && !name.startsWith(":")
          && (KEPT_ALWAYS.contains(name) || !ofThisConnection.contains(name))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  /** A service's headers as they go to the caller. */
  static void toCaller(MultiMap from, MultiMap to, Route route, Replica replica) {
    Set<String> ofThisConnection = namedIn(from.getAll(HttpHeaders.CONNECTION));
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (HOP_BY_HOP.contains(name)
          || OURS_TO_ANSWER.contains(name)
          || name.startsWith(CORS_PREFIX)
          || name.startsWith(INTERNAL_PREFIX)
          || ofThisConnection.contains(name) && !KEPT_ALWAYS.contains(name)) {
        continue;
      }
      String value =
          switch (name) {
            case "location", "content-location" -> address(header.getValue(), route, replica);
            case "link" -> links(header.getValue(), route, replica);
            default -> header.getValue();
          };
      to.add(header.getKey(), value);
    }
  }

  /** What every answer says, unless the service has said it better. */
  static void protect(MultiMap answer) {
    UNLESS_SAID.forEach(
        (name, value) -> {
          if (!answer.contains(name)) {
            answer.set(name, value);
          }
        });
  }

  /** An address as the caller can use it: services know neither our name nor our paths. */
  static String address(String address, Route route, Replica replica) {
    String path = address;
    for (String scheme : SCHEMES) {
      String base = scheme + replica.authority();
      if (address.startsWith(base + "/") || address.equals(base)) {
        path = address.substring(base.length());
      }
    }
    return path.startsWith("/") && !path.startsWith("//") ? route.pathInFront(path) : address;
  }

  private static String links(String links, Route route, Replica replica) {
    return LINK_TARGET
        .matcher(links)
        .replaceAll(
            match -> Matcher.quoteReplacement("<" + address(match.group(1), route, replica) + ">"));
  }

  private static Set<String> namedIn(List<String> lines) {
    if (lines.isEmpty() || lines.size() == 1 && USUAL.contains(lines.getFirst())) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String line : lines) {
      for (String name : line.toLowerCase(Locale.ROOT).split(",")) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
