package id.loket.collector.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * Speaks the contracts of client-app, database, media and apk-ota in collector's tests. The
 * end-to-end tests use the real ones.
 */
public class MachineStandIn implements QuarkusTestResourceLifecycleManager {
  public static final UUID COLLECTOR = UUID.fromString("01a1f8ed-a54a-7090-9809-84b7b4250382");
  public static final UUID BATCH = UUID.fromString("01a1f8ed-b000-7000-8000-000000000001");
  public static final UUID PHOTO = UUID.fromString("01a1f900-0000-7000-8000-0000000000f1");
  public static final String PHOTO_SHA256 =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  public static final UUID REFUSAL = UUID.fromString("01a1f900-0000-7000-8000-0000000000e1");
  public static final UUID REVOKED = UUID.fromString("01a1f8ed-0000-7000-8000-0000000000d1");
  public static final List<String> REFUSALS_ASKED = new CopyOnWriteArrayList<>();
  public static final List<Map<String, String>> SESSIONS_ASKED = new CopyOnWriteArrayList<>();
  public static final List<JsonObject> RENEWALS = new CopyOnWriteArrayList<>();
  public static final List<JsonObject> SYNCS = new CopyOnWriteArrayList<>();
  public static final List<JsonObject> CLOSINGS = new CopyOnWriteArrayList<>();
  public static final List<JsonObject> PHOTOS_SEEN = new CopyOnWriteArrayList<>();
  private static final Map<String, Boolean> AWAY = new ConcurrentHashMap<>();
  private HttpServer server;

  /** Makes a service answer 503 until it is told otherwise. */
  public static void away(String service, boolean away) {
    AWAY.put(service, away);
  }

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Made ready here, where the class loader knows it: not first on a thread of the server.
    new JsonObject("{}").encode();
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", MachineStandIn::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "LOKET_CLIENT_URL", url,
        "LOKET_DATABASE_URL", url,
        "LOKET_MEDIA_URL", url,
        "LOKET_APK_URL", url,
        "LOKET_APK_PRIVATE_URL", url,
        "loket.monitoring.every", "200ms");
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (path.equals("/sessions")) {
      SESSIONS_ASKED.add(Map.copyOf(firstOf(exchange)));
      session(exchange, body);
    } else if (path.equals("/sessions/refresh")) {
      refresh(exchange, body);
    } else if (path.startsWith("/apk/")) {
      latest(exchange);
    } else if (path.startsWith("/media/")) {
      media(exchange, path);
    } else if (path.startsWith("/q/")) {
      send(exchange, 200, new JsonObject().put("status", "UP").encode());
    } else if (Boolean.TRUE.equals(AWAY.get("database"))) {
      send(exchange, 503, "{}");
    } else {
      database(exchange, path, body);
    }
  }

  private static void session(HttpExchange exchange, String body) throws IOException {
    if (exchange.getRequestMethod().equals("DELETE")) {
      send(exchange, 204, "");
      return;
    }
    JsonObject asked = new JsonObject(body);
    if (!asked.getString("password").equals("right")) {
      send(exchange, 401, "{}");
      return;
    }
    String role = asked.getString("email").startsWith("collector") ? "collector" : "citizen";
    send(exchange, 201, tokens(role, "refresh-1"));
  }

  private static void refresh(HttpExchange exchange, String body) throws IOException {
    String token = new JsonObject(body).getString("refreshToken");
    if (!token.startsWith("refresh-")) {
      send(exchange, 401, "{}");
      return;
    }
    send(
        exchange,
        200,
        tokens(token.equals("refresh-demoted") ? "citizen" : "collector", "refresh-2"));
  }

  private static Map<String, String> firstOf(HttpExchange exchange) {
    Map<String, String> headers = new java.util.HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    return headers;
  }

  private static String tokens(String role, String refreshToken) {
    String claims =
        new JsonObject()
            .put("sub", COLLECTOR.toString())
            .put("name", "Budi Santoso")
            .put("email_verified", true)
            .put("groups", new JsonArray().add(role))
            .encode();
    String token =
        "h."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".s";
    return new JsonObject().put("accessToken", token).put("refreshToken", refreshToken).encode();
  }

  private static void latest(HttpExchange exchange) throws IOException {
    if (Boolean.TRUE.equals(AWAY.get("apk-ota"))) {
      send(exchange, 503, "{}");
      return;
    }
    send(
        exchange,
        200,
        new JsonObject()
            .put("versionCode", 12)
            .put("minVersionCode", 10)
            .put("url", "http://127.0.0.1:8000/apk/coll/app-release.apk")
            .encode());
  }

  private static void media(HttpExchange exchange, String path) throws IOException {
    if (Boolean.TRUE.equals(AWAY.get("media"))) {
      exchange.sendResponseHeaders(503, -1);
    } else if (path.equals("/media/" + PHOTO)) {
      exchange
          .getResponseHeaders()
          .add(
              "Repr-Digest",
              "sha-256=:"
                  + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(PHOTO_SHA256))
                  + ":");
      exchange.sendResponseHeaders(200, -1);
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
    exchange.close();
  }

  private static void database(HttpExchange exchange, String path, String body) throws IOException {
    JsonObject asked = body.isEmpty() ? new JsonObject() : new JsonObject(body);
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (token == null || !token.startsWith("Bearer ey")) {
      send(exchange, 401, "{}");
    } else if (path.equals("/logins")) {
      logIn(exchange, asked);
    } else if (path.endsWith("/renewals")) {
      RENEWALS.add(asked.put("path", path));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    } else if (path.equals("/syncs")) {
      SYNCS.add(asked);
      int items = asked.getJsonArray("items").size();
      JsonObject answer =
          new JsonObject()
              .put("stored", items)
              .put("repeated", 0)
              .put("refused", new JsonArray())
              .put("batch", batch("OPEN"));
      if (asked.getJsonObject("pull") != null) {
        answer.put(
            "pull",
            new JsonObject()
                .put("full", true)
                .put("more", false)
                .put("token", "t1")
                .put("changes", new JsonArray()));
      }
      send(exchange, 200, answer.encode());
    } else if (path.endsWith("/photos") && exchange.getRequestMethod().equals("POST")) {
      PHOTOS_SEEN.add(asked);
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    } else if (path.endsWith("/photos")) {
      JsonObject photo = new JsonObject().put("id", PHOTO.toString()).put("sha256", PHOTO_SHA256);
      JsonObject lost =
          new JsonObject().put("id", UUID.randomUUID().toString()).put("sha256", "00".repeat(32));
      send(
          exchange,
          200,
          new JsonObject().put("items", new JsonArray().add(photo).add(lost)).encode());
    } else if (path.endsWith("/closing")) {
      CLOSINGS.add(asked);
      if (asked.getLong("items") == 0) {
        problem(exchange, "digest-differs", 409);
      } else {
        send(
            exchange,
            200,
            new JsonObject()
                .put("batch", batch("CLOSED").put("seal", "ab".repeat(32)))
                .put("digest", asked.getString("digest"))
                .put("totals", totals())
                .encode());
      }
    } else if (path.endsWith("/digest")) {
      send(
          exchange,
          200,
          new JsonObject()
              .put("batchId", BATCH.toString())
              .put("items", 4)
              .put("highestSequence", 4)
              .put("digest", "cd".repeat(32))
              .put("batch", new JsonObject().put("items", 6).put("digest", "ef".repeat(32)))
              .encode());
    } else if (path.endsWith("/contents")) {
      JsonObject recorded =
          new JsonObject()
              .put("id", PHOTO.toString())
              .put("deviceId", REVOKED.toString())
              .put("hash", "ab".repeat(32))
              .put("item", new JsonObject().put("kind", "VISIT"));
      send(exchange, 200, new JsonObject().put("items", new JsonArray().add(recorded)).encode());
    } else if (path.equals("/reports")) {
      send(exchange, 200, new JsonArray().add(report()).encode());
    } else if (path.equals("/monitoring/collectors")) {
      send(
          exchange,
          200,
          new JsonObject().put("items", new JsonArray().add(status("Budi Santoso"))).encode());
    } else if (path.equals("/audit")) {
      JsonObject act = new JsonObject().put("act", exchange.getRequestURI().getQuery());
      send(exchange, 200, new JsonObject().put("items", new JsonArray().add(act)).encode());
    } else if (path.equals("/monitoring/collectors/changes")) {
      changes(exchange);
    } else if (path.equals("/devices/revoked")) {
      JsonObject stolen =
          new JsonObject().put("id", REVOKED.toString()).put("revokedAt", Instant.now().toString());
      send(exchange, 200, new JsonObject().put("items", new JsonArray().add(stolen)).encode());
    } else if (path.equals("/refusals")) {
      REFUSALS_ASKED.add(exchange.getRequestURI().getQuery());
      send(
          exchange,
          200,
          new JsonObject().put("items", new JsonArray().add(refusal())).put("next", "n").encode());
    } else if (path.endsWith("/settlement")) {
      JsonObject settlement =
          new JsonObject()
              .put("at", Instant.now().toString())
              .put("by", asked.getString("by"))
              .put("reason", asked.getString("reason"))
              .put("replacement", asked.getString("replacement"));
      send(exchange, 200, refusal().put("settlement", settlement).encode());
    } else if (path.endsWith("/revocation")) {
      send(exchange, 204, "");
    } else {
      problem(exchange, "batch-not-found", 404);
    }
  }

  private static void logIn(HttpExchange exchange, JsonObject asked) throws IOException {
    if (asked.getJsonObject("device").getString("model").equals("second")
        && !asked.getBoolean("takeOver")) {
      problem(exchange, "other-device-bound", 409);
    } else {
      send(
          exchange,
          200,
          new JsonObject().put("batch", batch("OPEN")).put("lastSequence", 7).encode());
    }
  }

  private static JsonObject refusal() {
    return new JsonObject()
        .put("id", REFUSAL.toString())
        .put("collectorId", COLLECTOR.toString())
        .put("collector", "Budi Santoso")
        .put("deviceId", REVOKED.toString())
        .put("itemId", "not-an-id")
        .put("sequence", 3)
        .put("problem", "invalid-item")
        .put("body", "{\"sequence\":3,\"kind\":\"VOID\"}")
        .put("receivedAt", "2026-11-20T02:10:00Z");
  }

  private static JsonObject batch(String status) {
    return new JsonObject()
        .put("id", BATCH.toString())
        .put("collectorId", COLLECTOR.toString())
        .put("day", "2026-11-20")
        .put("number", 1)
        .put("status", status)
        .put("openedAt", "2026-11-20T01:00:00Z");
  }

  private static JsonObject totals() {
    JsonObject cash = new JsonObject().put("amount", 150_000).put("currency", "IDR");
    return new JsonObject()
        .put("visits", 1)
        .put("voided", 0)
        .put("results", new JsonObject().put("PART_PAID", 1))
        .put(
            "receipts",
            new JsonArray()
                .add(new JsonObject().put("method", "CASH").put("count", 1).put("amount", cash)))
        .put("promises", 1)
        .put("promised", new JsonArray().add(cash))
        .put("photos", 1)
        .put("photosMissing", 0)
        .put("meters", 1234);
  }

  private static JsonObject report() {
    JsonObject said =
        new JsonObject()
            .put("result", "PART_PAID")
            .put("note", "=HYPERLINK(\"x\"), \"sisa\"")
            .put(
                "receipt",
                new JsonObject()
                    .put("number", "KW-0001")
                    .put("method", "CASH")
                    .put("amount", new JsonObject().put("amount", 150_000).put("currency", "IDR")));
    JsonObject visit =
        new JsonObject()
            .put("id", UUID.randomUUID().toString())
            .put("sequence", 1)
            .put("recordedAt", "2026-11-20T02:10:00Z")
            .put("contract", "KTR-00017")
            .put("customer", "Siti Rahma")
            .put("visit", said)
            .put("voided", false)
            .put("flags", new JsonArray().add("LATE"));
    return new JsonObject()
        .put("batch", batch("OPEN"))
        .put("collector", "Budi Santoso")
        .put("digest", "cd".repeat(32))
        .put("totals", totals())
        .put("visits", new JsonArray().add(visit))
        .put("laterVoids", new JsonArray());
  }

  private static void problem(HttpExchange exchange, String name, int status) throws IOException {
    exchange.getResponseHeaders().add("X-Stand-In", name);
    send(
        exchange,
        status,
        new JsonObject()
            .put("type", "urn:loket:problem:" + name)
            .put("status", status)
            .put("instance", "/internal")
            .encode());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /** Two pages of who synced, after the first look, which tells nobody. */
  private static void changes(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    JsonObject page = new JsonObject().put("items", new JsonArray()).put("more", false);
    if (query.endsWith("token=first")) {
      page.put("more", true)
          .put("token", "second")
          .getJsonArray("items")
          .add(status("Budi Santoso"));
    } else if (query.endsWith("token=second")) {
      page.put("token", "third").getJsonArray("items").add(status("Siti Rahma"));
    } else {
      page.put("token", "first");
    }
    send(exchange, 200, page.encode());
  }

  private static JsonObject status(String name) {
    return new JsonObject()
        .put("id", COLLECTOR.toString())
        .put("name", name)
        .put("lastSyncAt", Instant.now().toString())
        .put("assignments", 3)
        .put("visited", 1)
        .put("visits", 1)
        .put("missing", 2)
        .put("received", new JsonArray());
  }
}
