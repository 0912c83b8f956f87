package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Memory;
import id.loket.local.service.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The gateway against nginx: both end TLS with the same certificate and hand the same request on to
 * the same server behind, each on one and the same processor. Then the gateway's memory while a
 * body of 1 GB passes. A temporary stack; ends by itself.
 */
public final class GatewayBench {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 32;
  private static final int ONE_BY_ONE = 2_000;
  private static final int ANSWER_BYTES = 1_024;
  private static final long LARGE_BODY = 1_000_000_000L;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long LOOK_MILLIS = 200;

  private final LocalStack stack;
  private final Path program;
  private final SSLSocketFactory tls;

  private GatewayBench(LocalStack stack, Path program, SSLSocketFactory tls) {
    this.stack = stack;
    this.program = program;
    this.tls = tls;
  }

  public static void main(String[] arguments) throws Exception {
    Path nginx = Nginx.find();
    System.out.println("Starting a temporary stack ...");
    Path routes = Files.createTempFile("loket-bench", ".yaml");
    // Optimised for the long run, which is what is measured.
    Options options = Options.temporary().with("LOKET_SERVICE_JAVA_OPTIONS", "");
    try (LocalStack stack = LocalStack.start(EnumSet.of(Server.REDIS), options)) {
      int behind = Ports.anyFree();
      int sink = Ports.anyFree();
      Files.writeString(routes, routes(behind, sink));
      // No broker here: nothing of what is measured needs one, and readiness is not waited for.
      ServiceProcess gateway =
          ServiceProcess.launched(
              stack,
              LoketService.GATEWAY,
              LoketService.GATEWAY.title(),
              Map.of(
                  "LOKET_ROUTES_FILE", routes.toString(),
                  "LOKET_GATEWAY_LOOPS", "1",
                  "LOKET_GATEWAY_ACCESS_LOG", "false",
                  "LOKET_RABBITMQ_PASSWORD", "none"));
      new GatewayBench(stack, nginx, trusting(stack.gatewayCertificate()))
          .run(URI.create(gateway.url()), behind, sink);
    } finally {
      Files.delete(routes);
    }
  }

  private void run(URI gateway, int behindPort, int sinkPort) throws Exception {
    int front = Ports.anyFree();
    ChildProcess back = Nginx.start(stack, program, "nginx-behind", back(behindPort));
    ChildProcess nginx = Nginx.start(stack, program, "nginx-front", front(front, behindPort));
    Sink sink = new Sink(sinkPort);
    try {
      long gatewayProcess = stack.runFolder().process("gateway").orElseThrow().pid();
      boolean pinned = Processor.pin(gatewayProcess, 0) & Processor.pin(nginx.pid(), 0);
      Processor.pin(back.pid(), 1);
      Processor.pin(ProcessHandle.current().pid(), 1);
      System.out.println(
          pinned
              ? "Each proxy has one processor, the same; callers and the server behind another."
              : "No processor can be set aside: proxies, callers and the server behind share all.");
      compare(
          gateway.resolve("/bench/page"),
          URI.create("https://127.0.0.1:" + front + "/bench/page"),
          URI.create("http://127.0.0.1:" + behindPort + "/bench/page"),
          gatewayProcess,
          nginx.pid());
      memory(gateway.resolve("/sink/large"), gatewayProcess);
    } finally {
      nginx.stop();
      back.stop();
      sink.close();
    }
  }

  private void compare(URI gateway, URI nginx, URI direct, long gatewayPid, long nginxPid)
      throws Exception {
    awaitAnswer(nginx);
    awaitAnswer(gateway);
    load(nginx, Duration.ofSeconds(2));
    load(gateway, WARM_UP);
    Rate ours = null;
    Rate theirs = null;
    for (int round = 0; round < ROUNDS; round++) {
      Rate one = rate(gateway, gatewayPid);
      Rate other = rate(nginx, nginxPid);
      // The best round of each: what disturbs a round only makes it worse.
      ours = ours == null || one.perSecond() > ours.perSecond() ? one : ours;
      theirs = theirs == null || other.perSecond() > theirs.perSecond() ? other : theirs;
    }
    double ratio = ours.perSecond() / theirs.perSecond();
    double perCpuRatio = ours.perCpuSecond() / theirs.perCpuSecond();
    System.out.printf(
        "%nGateway and nginx, TLS 1.3, %d connections, answers of %,d bytes%n",
        CONNECTIONS, ANSWER_BYTES);
    Figures.row("gateway", ours.text());
    Figures.row("nginx", theirs.text());
    Figures.row("gateway ÷ nginx, requests/s", Figures.ratio(ratio));
    Figures.row("gateway ÷ nginx, requests per second of processor", Figures.ratio(perCpuRatio));
    Duration withGateway = median(gateway);
    Duration withNginx = median(nginx);
    Duration without = median(direct);
    Figures.row("one request, median: behind itself", millis(without));
    Figures.row("through the gateway, added", millis(withGateway.minus(without)));
    Figures.row("through nginx, added", millis(withNginx.minus(without)));
  }

  private Rate rate(URI url, long pid) throws Exception {
    double cpuBefore = Processor.seconds(pid);
    long begun = System.nanoTime();
    long answered = load(url, MEASURED);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Rate(answered / seconds, answered / (Processor.seconds(pid) - cpuBefore));
  }

  private long load(URI url, Duration time) throws InterruptedException {
    try {
      return new TlsLoad(url, tls).during(time, CONNECTIONS);
    } catch (ExecutionException e) {
      throw new StackException(url + " failed: " + e.getCause().getMessage(), e);
    }
  }

  private Duration median(URI url) {
    TlsLoad load = new TlsLoad(url, tls);
    load.oneByOne(ONE_BY_ONE);
    return Figures.percentile(load.oneByOne(ONE_BY_ONE), 0.5);
  }

  private void memory(URI url, long pid) throws Exception {
    TlsLoad load = new TlsLoad(url, tls);
    load.upload(LARGE_BODY / 20);
    long before = Memory.residentMebibytes(pid);
    long most = before;
    try (var executor = Executors.newSingleThreadExecutor()) {
      long begun = System.nanoTime();
      Future<Integer> upload = executor.submit(() -> load.upload(LARGE_BODY));
      while (!upload.isDone()) {
        Thread.sleep(LOOK_MILLIS);
        most = Math.max(most, Memory.residentMebibytes(pid));
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf("%nA body of 1 GB through the gateway, answered with %d%n", upload.get());
      Figures.row("bytes/s", "%,.0f MB/s".formatted(LARGE_BODY / 1e6 / seconds));
      Figures.row("resident memory before, most meanwhile", before + " MiB, " + most + " MiB");
    }
  }

  private void awaitAnswer(URI url) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        new TlsLoad(url, tls).oneByOne(1);
        return;
      } catch (StackException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  // --- nginx

  private static String back(int port) {
    return """
    server {
      listen 127.0.0.1:%d;
      location / { default_type text/plain; return 200 "%s"; }
    }
    """
        .formatted(port, "x".repeat(ANSWER_BYTES));
  }

  private String front(int port, int behindPort) {
    Path certificate = stack.gatewayCertificate();
    return """
    upstream behind { server 127.0.0.1:%d; keepalive 128; keepalive_requests 100000000; }
    server {
      listen 127.0.0.1:%d ssl http2;
      ssl_certificate %s;
      ssl_certificate_key %s;
      ssl_protocols TLSv1.2 TLSv1.3;
      location / {
        proxy_pass http://behind;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Request-Id $request_id;
        add_header X-Content-Type-Options nosniff;
        add_header Referrer-Policy no-referrer;
        add_header X-Frame-Options DENY;
      }
    }
    """
        .formatted(behindPort, port, certificate, certificate.resolveSibling("key.pem"));
  }

  private static String routes(int behind, int sink) {
    return """
    upstreams:
      behind: {urls: ["http://127.0.0.1:%d"], health: "/"}
      sink: {urls: ["http://127.0.0.1:%d"], health: "/"}
    routes:
      - {name: bench, path: /bench/**, to: behind}
      - {name: sink, path: /sink/**, to: sink, body: 2 GB, timeout: 5m}
    """
        .formatted(behind, sink);
  }

  private static SSLSocketFactory trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.3f ms", time.toNanos() / 1e6);
  }

  /** Requests per second, and per second of the proxy's processor. */
  private record Rate(double perSecond, double perCpuSecond) {
    String text() {
      return String.format(
          Locale.ROOT, "%,.0f /s, %,.0f per second of processor", perSecond, perCpuSecond);
    }
  }

  /** Reads bodies and throws them away. */
  private static final class Sink implements AutoCloseable {
    private static final int CHUNK = 256 * 1024;
    private final com.sun.net.httpserver.HttpServer server;

    Sink(int port) throws IOException {
      server =
          com.sun.net.httpserver.HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            byte[] chunk = new byte[CHUNK];
            while (exchange.getRequestBody().read(chunk) >= 0) {
              // thrown away
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
