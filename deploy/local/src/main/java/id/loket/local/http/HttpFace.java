package id.loket.local.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP face of one of our own servers: a few routes, each request on its own virtual thread.
 */
public final class HttpFace {
  private static final int LARGEST_BODY = 64 * 1024;
  private static final int WAITING_CONNECTIONS = 1024;

  /** What a route does. */
  @FunctionalInterface
  public interface Handler {
    Response handle(Request request) throws Exception;
  }

  private record Route(String method, Pattern path, List<String> names, Handler handler) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds a route.
   *
   * @param path with names in braces: {@code /holds/{id}}
   */
  public HttpFace on(String method, String path, Handler handler) {
    List<String> names = new ArrayList<>();
    Matcher name = Pattern.compile("\\{(\\w+)}").matcher(path);
    while (name.find()) {
      names.add(name.group(1));
    }
    routes.add(
        new Route(method, Pattern.compile(path.replaceAll("\\{\\w+}", "([^/]+)")), names, handler));
    return this;
  }

  /** Listens until the process ends. */
  public HttpServer listen(String host, int port) throws IOException {
    // Without it every answer with a body waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server = HttpServer.create(new InetSocketAddress(host, port), WAITING_CONNECTIONS);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    return server;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
      Response response =
          body.length > LARGEST_BODY
              ? Response.problem(
                  413, "too-large", "Too large", "At most " + LARGEST_BODY + " bytes.")
              : answer(exchange, body);
      response.headers().forEach(exchange.getResponseHeaders()::set);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      int length = response.body().length;
      exchange.sendResponseHeaders(response.status(), head || length == 0 ? -1 : length);
      if (!head && length > 0) {
        exchange.getResponseBody().write(response.body());
      }
    }
  }

  private Response answer(HttpExchange exchange, byte[] body) {
    String path = exchange.getRequestURI().getRawPath();
    String method =
        exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
    boolean known = false;
    for (Route route : routes) {
      Matcher match = route.path().matcher(path);
      if (match.matches()) {
        known = true;
        if (route.method().equals(method)) {
          return handle(route, match, exchange, body);
        }
      }
    }
    return known
        ? Response.problem(405, "method-not-allowed", "Method not allowed", method + " " + path)
        : Response.problem(404, "not-found", "Not found", "There is nothing at " + path + ".");
  }

  private static Response handle(Route route, Matcher match, HttpExchange exchange, byte[] body) {
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < route.names().size(); i++) {
      names.put(route.names().get(i), decoded(match.group(i + 1)));
    }
    try {
      return route
          .handler()
          .handle(
              new Request(
                  exchange.getRequestMethod(),
                  names,
                  query(exchange.getRequestURI().getRawQuery()),
                  headers(exchange),
                  body));
    } catch (Request.BadRequest e) {
      return Response.problem(400, "bad-request", "Bad request", e.getMessage());
    } catch (Exception e) {
      System.err.println(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " failed");
      e.printStackTrace();
      return Response.problem(500, "internal-error", "Internal error", "See this server's log.");
    }
  }

  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return headers;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        String[] parts = pair.split("=", 2);
        query.putIfAbsent(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Request.BadRequest("Not a valid URL: " + text);
    }
  }
}
