package id.loket.gateway.testing;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Real Redis and RabbitMQ, services behind that do what a test wants, and a routes file. */
public class Servers extends LocalStackResource {
  private static Behind service;
  private static Behind other;
  private static Behind collector;
  private static Behind database;
  private static Path routes;
  private static int port;

  public static Behind service() {
    return service;
  }

  /** Its second replica is nowhere. */
  public static Behind other() {
    return other;
  }

  public static Behind collector() {
    return collector;
  }

  public static Behind database() {
    return database;
  }

  /** The gateway's public port. */
  public static int port() {
    return port;
  }

  public static Path certificate() {
    return stack().gatewayCertificate();
  }

  /** Writes the routes file, with these lines at the end. */
  public static void writeRoutes(String more) {
    try {
      Files.writeString(routes, text() + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void init(Map<String, String> arguments) {
    super.init(Map.of("service", "gateway", "servers", "REDIS,RABBITMQ"));
  }

  @Override
  public Map<String, String> start() {
    service = Behind.start();
    other = Behind.start();
    collector = Behind.start();
    database = Behind.start();
    port = Ports.anyFree();
    Map<String, String> settings = new HashMap<>(super.start());
    routes = stack().dataFolder().resolve("routes.yaml");
    writeRoutes("");
    settings.put("LOKET_GATEWAY_HOST", "127.0.0.1");
    settings.put("LOKET_GATEWAY_PORT", Integer.toString(port));
    settings.put("LOKET_GATEWAY_LOOPS", "2");
    settings.put("LOKET_ROUTES_FILE", routes.toString());
    // A busy machine is no Redis that is away; one that was killed refuses at once.
    settings.put("loket.gateway.limits.longest-answer", "10s");
    settings.put("loket.routes.look-every", "1s");
    settings.put("LOKET_TLS_LOOK_EVERY", "1s");
    settings.put("loket.upstreams.look-every", "100ms");
    settings.put("loket.push.most-tries", "3");
    settings.put("loket.push.look-every", "1s");
    settings.put("loket.push.most-kept-bytes-per-device", "150000");
    settings.put("loket.push.first-pause", "50ms");
    settings.put("loket.push.longest-pause", "200ms");
    return settings;
  }

  @Override
  public void stop() {
    super.stop();
    service.close();
    other.close();
    collector.close();
    database.close();
  }

  private static String text() {
    return """
    upstreams:
      service: {urls: ["%s"], rest: 200ms}
      pair: {urls: ["%s", "http://127.0.0.1:1"], health: "%s/q/health/ready"}
      collector: {urls: ["%s"], rest: 100ms}
      database: {urls: ["%s"]}
    limits:
      few: {per: address, rate: 3 per 1h}
      some: {per: user, rate: 2 per 1h}
    defaults: {body: 1 MB, timeout: 2s, idle: 5s}
    cors: {origins: ["https://loket.example"]}
    routes:
      - {name: service, path: /api/service/**, to: service, as: ""}
      - {name: files, path: /files/**, to: service, body: 10 GB, idle: 20s}
      - {name: pair, path: /pair/**, to: pair}
      - {name: private, path: /private/**, to: service, token: required, role: officer}
      - {name: few, path: /few, to: service, limits: [few]}
      - {name: some, path: /some, to: service, token: required, limits: [some]}
      - {name: reading, path: /reading, methods: [GET], to: service}
      - {name: sync, path: /collector/sync, methods: [POST], to: collector, token: required, role: device, body: 64 kB, keep: true}
    """
        .formatted(service.url(), other.url(), other.url(), collector.url(), database.url());
  }
}
