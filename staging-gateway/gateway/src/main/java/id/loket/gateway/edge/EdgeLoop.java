package id.loket.gateway.edge;

import id.loket.kit.http.ClientAddress;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of the entrance, with its own connections on both sides: a request stays on the
 * loop it came in on, and nothing in here is shared with another.
 */
final class EdgeLoop extends AbstractVerticle {
  private static final long LOOK_MILLIS = 250;
  private static final long LAST_MILLIS = 100;
  private static final int MOST_STREAMS = 128;
  // What a caller may send before it is read: uploads over HTTP/2 are as quick as the way allows.
  private static final int STREAM_WINDOW = 256 * 1024;
  private static final int CONNECTION_WINDOW = 1024 * 1024;
  private static final int MOST_RESETS = 100; // of streams, in half a minute ("rapid reset")
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int KEEP_ALIVE_SECONDS = 20;
  private static final int QUEUE_FACTOR = 8;

  private final Edge edge;
  private final SSLOptions tls;
  private final int port;
  private final int loops;
  private final Set<Exchange> exchanges = new LinkedHashSet<>();
  private final Map<String, Integer> perAddress = new HashMap<>();
  private final Map<HttpConnection, Line> connections = new HashMap<>();
  private HttpServer server;
  private HttpClient client;
  private HttpClient streams;

  /** A caller's connection: over HTTP/2 it has several exchanges at once. */
  private static final class Line {
    private int underWay;
    private long quietSince = System.nanoTime();
  }

  EdgeLoop(Edge edge, SSLOptions tls, int port, int loops) {
    this.edge = edge;
    this.tls = tls;
    this.port = port;
    this.loops = loops;
  }

  @Override
  public void start(Promise<Void> started) {
    EdgeConfig config = edge.config;
    client = client(config.connectionsBehind());
    streams = client(Math.max(1, config.mostStreams() / loops));
    server =
        vertx
            .createHttpServer(options(config))
            .connectionHandler(this::connected)
            .invalidRequestHandler(HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER)
            .requestHandler(this::received);
    vertx.setPeriodic(LOOK_MILLIS, tick -> look());
    server.listen().<Void>mapEmpty().onComplete(started);
  }

  /** How long an answer may take is the route's to say: no idle timeout of a connection ends it. */
  private HttpClient client(int connections) {
    return vertx.createHttpClient(
        edge.authorities
            .believedBy(new HttpClientOptions())
            .setMaxPoolSize(connections)
            .setMaxWaitQueueSize(connections * QUEUE_FACTOR)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setConnectTimeout((int) edge.config.connectTime().toMillis())
            .setDecompressionSupported(false)
            .setTracingPolicy(TracingPolicy.ALWAYS)
            .setMaxHeaderSize(2 * edge.config.mostHeaderBytes()));
  }

  private HttpServerOptions options(EdgeConfig config) {
    HttpServerOptions options = new HttpServerOptions();
    options
        .setHost(config.host())
        .setPort(port)
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(tls.getKeyCertOptions())
        .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols())
        .setSslHandshakeTimeout(tls.getSslHandshakeTimeout())
        .setSslHandshakeTimeoutUnit(tls.getSslHandshakeTimeoutUnit())
        .setUseProxyProtocol(config.proxyProtocol())
        .setTcpNoDelay(true);
    return options
        .setMaxHeaderSize(config.mostHeaderBytes())
        .setMaxInitialLineLength(config.mostHeaderBytes() / 2)
        .setHandle100ContinueAutomatically(false)
        .setDecompressionSupported(false)
        .setCompressionSupported(false)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
        .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
        .setHttp2RstFloodWindowDuration(RESET_WINDOW_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setInitialWindowSize(STREAM_WINDOW)
                .setMaxHeaderListSize(config.mostHeaderBytes()));
  }

  /** What was to be answered is answered: nobody is waited for any more. */
  @Override
  public void stop(Promise<Void> stopped) {
    List.copyOf(connections.keySet()).forEach(connection -> connection.shutdown(LAST_MILLIS));
    client.close();
    streams.close();
    server.close().onComplete(stopped);
  }

  int actualPort() {
    return server.actualPort();
  }

  int exchangesUnderWay() {
    return exchanges.size();
  }

  int connections() {
    return connections.size();
  }

  private void connected(HttpConnection connection) {
    ClientAddress remote = edge.callers.end(connection);
    String address = remote.group();
    int sameAddress = perAddress.merge(address, 1, Integer::sum);
    connections.put(connection, new Line());
    connection.closeHandler(
        closed -> {
          connections.remove(connection);
          perAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
        });
    // Each loop has its share: connections are spread over them evenly.
    if (connections.size() > Math.max(1, edge.config.mostConnections() / loops)
        || !edge.callers.isProxy(remote)
            && sameAddress > Math.max(1, edge.config.mostConnectionsPerAddress() / loops)) {
      connection.close();
    }
  }

  private void received(HttpServerRequest request) {
    Line line = connections.getOrDefault(request.connection(), new Line());
    line.underWay++;
    Exchange exchange =
        new Exchange(edge, vertx, client, streams, request, over -> ended(over, line));
    exchanges.add(exchange);
    exchange.begin();
  }

  private void ended(Exchange exchange, Line line) {
    exchanges.remove(exchange);
    line.underWay--;
    line.quietSince = System.nanoTime();
  }

  /** Ends what takes too long. One look for all of them costs less than a timer for each. */
  private void look() {
    long now = System.nanoTime();
    for (Exchange exchange : List.copyOf(exchanges)) {
      exchange.look(now);
    }
    long headNanos = edge.config.headTime().toNanos();
    List<HttpConnection> tooLong = new ArrayList<>();
    connections.forEach(
        (connection, line) -> {
          if (line.underWay == 0 && (now - line.quietSince > headNanos || edge.isEnding())) {
            tooLong.add(connection);
          }
        });
    tooLong.forEach(HttpConnection::close);
  }
}
