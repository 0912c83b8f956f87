package id.loket.gateway.conformance;

import id.loket.gateway.testing.Servers;
import id.loket.local.Ports;
import id.loket.local.StackException;
import id.loket.local.bench.Nginx;
import id.loket.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The gateway and Debian's nginx with the same routes before one service, each with a single
 * connection to it.
 */
public class BesideNginx extends Servers {
  private static ScriptedService service;
  private static ChildProcess nginx;
  private static int nginxPort;
  private static String missing = "";

  static ScriptedService scripted() {
    return service;
  }

  /** Why there is no nginx to compare with. */
  static String missing() {
    return missing;
  }

  /** Where nginx listens; 0 where there is none on this machine, and none can be fetched. */
  static int nginxPort() {
    return nginxPort;
  }

  /** How many connections either of them keeps to the service. */
  protected int connections() {
    return 1;
  }

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    service = new ScriptedService();
    Path routes = stack().dataFolder().resolve("conformance.yaml");
    try {
      Files.writeString(
          routes,
          """
          upstreams:
            behind: {urls: ["http://127.0.0.1:%d"], failures: 1000000, rest: 1s}
          defaults: {body: 1 MB, timeout: 20s, idle: 20s}
          routes:
            - {name: behind, path: /behind/**, to: behind, as: ""}
          """
              .formatted(service.port()));
      startNginx();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    settings.put("LOKET_ROUTES_FILE", routes.toString());
    settings.put("LOKET_GATEWAY_LOOPS", "1");
    settings.put("loket.gateway.connections-behind", Integer.toString(connections()));
    settings.put("loket.gateway.head-time", "2s");
    settings.put("LOKET_GATEWAY_ACCESS_LOG", "false");
    return settings;
  }

  private void startNginx() throws IOException, InterruptedException {
    Path program;
    try {
      program = Nginx.find();
    } catch (StackException e) {
      missing = e.getMessage();
      return;
    }
    nginxPort = Ports.anyFree();
    nginx = Nginx.start(stack(), program, "nginx", front());
  }

  private String front() {
    return """
    upstream behind { server 127.0.0.1:%d; keepalive %d; }
    server {
      listen 127.0.0.1:%d ssl http2;
      ssl_certificate %s;
      ssl_certificate_key %s;
      client_max_body_size 1000k;
      client_header_timeout 2s;
      large_client_header_buffers 4 16k;
      location /behind/ {
        proxy_pass http://behind/;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_request_buffering off;
        proxy_buffering off;
        proxy_next_upstream off;
      }
    }
    """
        .formatted(
            service.port(),
            connections(),
            nginxPort,
            certificate(),
            certificate().resolveSibling("key.pem"));
  }

  @Override
  public void stop() {
    if (nginx != null) {
      nginx.stop();
      nginx = null;
      nginxPort = 0;
    }
    service.close();
    super.stop();
  }
}
