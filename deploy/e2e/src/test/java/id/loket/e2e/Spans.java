package id.loket.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/**
 * An OpenTelemetry collector that only remembers: OTLP over HTTP, spans in protobuf
 * (opentelemetry-proto, trace/v1), read as far as the tests ask.
 */
final class Spans implements AutoCloseable {
  private static final int SERVER_KIND = 2;
  private static final int CLIENT_KIND = 3;

  private final HttpServer server;
  private final List<Span> received = new CopyOnWriteArrayList<>();

  private Spans(HttpServer server) {
    this.server = server;
  }

  /** One span, as its service told it. */
  record Span(
      String service,
      String traceId,
      String id,
      String parentId,
      String name,
      int kind,
      Map<String, String> attributes) {
    boolean isServer() {
      return kind == SERVER_KIND;
    }

    boolean isClient() {
      return kind == CLIENT_KIND;
    }
  }

  static Spans collect() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      Spans spans = new Spans(server);
      server.createContext("/v1/traces", spans::take);
      server.setExecutor(
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().name("span-collector").daemon().factory()));
      server.start();
      return spans;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Span> all() {
    return List.copyOf(received);
  }

  List<Span> ofTrace(String traceId) {
    return received.stream().filter(span -> span.traceId().equals(traceId)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      fields(body, (number, resourceSpans) -> takeResource((byte[]) resourceSpans));
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void takeResource(byte[] resourceSpans) {
    Map<String, String> resource = new TreeMap<>();
    fields(
        resourceSpans,
        (number, value) -> {
          if (number == 1) {
            fields((byte[]) value, (of, attribute) -> readAttribute(of, 1, attribute, resource));
          }
        });
    fields(
        resourceSpans,
        (number, scopeSpans) -> {
          if (number == 2) {
            fields((byte[]) scopeSpans, (of, span) -> takeSpan(of, span, resource));
          }
        });
  }

  private void takeSpan(int field, Object span, Map<String, String> resource) {
    if (field != 2) {
      return;
    }
    Map<Integer, Object> parts = new TreeMap<>();
    Map<String, String> attributes = new TreeMap<>();
    fields(
        (byte[]) span,
        (number, value) -> {
          parts.put(number, value);
          readAttribute(number, 9, value, attributes);
        });
    received.add(
        new Span(
            resource.get("service.name"),
            hex(parts.get(1)),
            hex(parts.get(2)),
            hex(parts.get(4)),
            text(parts.get(5)),
            ((Long) parts.getOrDefault(6, 0L)).intValue(),
            attributes));
  }

  private static void readAttribute(
      int field, int wanted, Object keyValue, Map<String, String> attributes) {
    if (field != wanted || !(keyValue instanceof byte[] bytes)) {
      return;
    }
    Map<Integer, Object> parts = new TreeMap<>();
    fields(bytes, parts::put);
    StringBuilder value = new StringBuilder();
    if (parts.get(2) instanceof byte[] any) {
      fields(any, (kind, one) -> value.append(one instanceof byte[] s ? text(s) : one));
    }
    attributes.put(text(parts.get(1)), value.toString());
  }

  /** The fields of a protobuf message: numbers as Long, everything else as bytes. */
  private static void fields(byte[] message, BiConsumer<Integer, Object> take) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) (tag & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> bytes(in, (int) varint(in));
            case 5 -> (long) in.getInt();
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
          };
      take.accept((int) (tag >>> 3), value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static String hex(Object bytes) {
    return bytes == null ? "" : HexFormat.of().formatHex((byte[]) bytes);
  }

  private static String text(Object bytes) {
    return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
