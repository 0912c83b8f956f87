package id.loket.payment.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A receiver of webhooks that remembers what came and answers as told, invoice by invoice. */
public final class Receiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();
  private final Map<String, Function<Hook, Reply>> scripts = new ConcurrentHashMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile Function<Hook, Reply> otherwise = hook -> Reply.of(204);

  /** One request. */
  public record Hook(
      String path, Map<String, String> headers, String body, Instant at, int nth, JsonNode json) {
    public String type() {
      return json.get("type").asText();
    }

    public String invoiceNumber() {
      return data("invoiceNumber");
    }

    public String data(String field) {
      return json.get("data").get(field).asText();
    }

    public String id() {
      return headers.get("webhook-id");
    }
  }

  /** What to answer. */
  public record Reply(int status, Map<String, String> headers, boolean hangs) {
    public static Reply of(int status) {
      return new Reply(status, Map.of(), false);
    }

    public static Reply of(int status, String header, String value) {
      return new Reply(status, Map.of(header, value), false);
    }

    /** No answer until the receiver is closed. */
    public static Reply never() {
      return new Reply(0, Map.of(), true);
    }
  }

  private Receiver(HttpServer server) {
    this.server = server;
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public static Receiver start() {
    try {
      return new Receiver(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hooks");
  }

  /** How to answer everything nothing else is said about. */
  public Receiver answering(Function<Hook, Reply> reply) {
    otherwise = reply;
    return this;
  }

  /** How to answer what concerns that invoice. */
  public void answering(String invoiceNumber, Function<Hook, Reply> reply) {
    scripts.put(invoiceNumber, reply);
  }

  public List<Hook> hooks() {
    return List.copyOf(hooks);
  }

  public List<Hook> hooksOf(String invoiceNumber) {
    return hooks.stream().filter(hook -> hook.invoiceNumber().equals(invoiceNumber)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode json = JSON.readTree(body);
    String number = json.get("data").get("invoiceNumber").asText();
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
    Hook hook;
    synchronized (this) {
      hook =
          new Hook(
              exchange.getRequestURI().toString(),
              headers,
              body,
              Instant.now(),
              hooksOf(number).size() + 1,
              json);
      hooks.add(hook);
    }
    Reply reply = scripts.getOrDefault(number, otherwise).apply(hook);
    if (reply.hangs()) {
      awaitRelease();
      exchange.close();
      return;
    }
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    exchange.sendResponseHeaders(reply.status(), -1);
    exchange.close();
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    released.countDown();
    server.stop(0);
  }
}
