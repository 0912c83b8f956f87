package id.loket.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The device against a server that loses answers, is away, keeps pushes for later and breaks
 * connections: whatever happens in whatever order, in the end the server has what was recorded,
 * once.
 */
class FieldDeviceTest {
  private static final int LIVES = 6;
  private static final int DEEDS = 40;

  @TempDir Path folder;

  @Test
  void whateverHappensTheServerEndsUpWithWhatWasRecordedOnce() throws IOException {
    for (int seed = 0; seed < LIVES; seed++) {
      live(seed);
    }
  }

  @Test
  void inAirplaneModeEverythingIsRecordedAndNothingSent() throws IOException {
    try (Server server = new Server(new Random(1), 0)) {
      Network network = server.network();
      FieldDevice device = FieldDevice.open(folder, network, Clock.systemUTC());
      device.login("collector@loket.test", "rahasia", false);
      network.airplaneMode(true);
      for (int i = 0; i < 510; i++) {
        device.position(-6.9, 107.6);
      }
      assertThat(attempt(device::sync)).isFalse();
      assertThat(device.waiting()).isEqualTo(510);
      network.airplaneMode(false);

      device.sync();

      assertThat(server.items).hasSize(510);
      assertThat(server.largestPush).isEqualTo(500);
      assertThat(device.waiting()).isZero();
      device.close();
    }
  }

  @Test
  void aForgetfulServerIsToldAgain() throws IOException {
    try (Server server = new Server(new Random(1), 0)) {
      FieldDevice device = FieldDevice.open(folder, server.network(), Clock.systemUTC());
      device.login("collector@loket.test", "rahasia", false);
      device.position(-6.9, 107.6);
      device.position(-6.9, 107.7);
      device.sync();
      server.items.remove(server.items.keySet().iterator().next());

      assertThat(device.isAgreed()).isFalse();
      device.sync();

      assertThat(device.isAgreed()).isTrue();
      assertThat(server.items).hasSize(2);
      device.close();
    }
  }

  @Test
  void whatIsWipedComesBackAndNothingIsWipedThatTheServerLacks() throws IOException {
    try (Server server = new Server(new Random(1), 0)) {
      FieldDevice device = FieldDevice.open(folder, server.network(), Clock.systemUTC());
      String name = device.id();
      device.login("collector@loket.test", "rahasia", false);
      device.visit(paid(40_000));
      device.sync();
      device.visit(paid(2_000));

      assertThat(device.reset(false)).as("one visit is nowhere else").isFalse();
      assertThat(device.money()).containsEntry("CASH", 42_000L);
      device.sync();
      assertThat(device.reset(false)).isTrue();

      assertThat(device.id()).isEqualTo(name);
      assertThat(device.batch()).isEmpty();
      device.login("collector@loket.test", "rahasia", false);
      assertThat(device.money()).isEmpty();
      assertThat(device.restore()).isEqualTo(2);
      assertThat(device.restore()).as("it is here").isZero();
      assertThat(device.money()).containsEntry("CASH", 42_000L);
      device.position(-6.9, 107.6);
      device.sync();
      assertThat(device.isAgreed()).isTrue();
      assertThat(server.sequences()).doesNotHaveDuplicates();
      device.close();
    }
  }

  private static Visit paid(long rupiah) {
    return new Visit(
        UUID.randomUUID().toString(),
        "PAID",
        null,
        new Visit.Receipt("KW-" + rupiah, rupiah, "CASH"),
        null,
        -6.9,
        107.6,
        List.of());
  }

  private void live(int seed) throws IOException {
    Random chance = new Random(seed);
    Path memory = Files.createDirectories(folder.resolve("life-" + seed));
    try (Server server = new Server(chance, 30)) {
      Network network = server.network();
      network.breakOff(size -> chance.nextInt(4) == 0 ? chance.nextLong(size) : Long.MAX_VALUE);
      Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(chance.nextInt(11) - 5));
      FieldDevice[] device = {FieldDevice.open(memory, network, clock)};
      untilItSucceeds(() -> device[0].login("collector@loket.test", "rahasia", false));
      int recorded = 0;
      int photos = 0;
      for (int deed = 0; deed < DEEDS; deed++) {
        switch (chance.nextInt(5)) {
          case 0 -> {
            device[0].visit(visit(chance));
            recorded++;
            photos++;
          }
          case 1 -> {
            device[0].position(-6.9, 107.6 + chance.nextDouble());
            recorded++;
          }
          case 2 -> attempt(device[0]::sync);
          case 3 -> attempt(device[0]::sendPhotos);
          default -> {
            device[0].close();
            device[0] = FieldDevice.open(memory, network, clock);
          }
        }
      }
      server.fails = 0;
      network.breakOff(size -> Long.MAX_VALUE);
      untilItSucceeds(
          () -> {
            device[0].sync();
            device[0].sendPhotos();
            server.deliver();
            if (!device[0].isAgreed()) {
              throw new Network.Away("not agreed");
            }
          });
      assertThat(server.items).as("life " + seed).hasSize(recorded);
      assertThat(server.sequences()).doesNotHaveDuplicates();
      assertThat(device[0].photosSent()).hasSize(photos);
      device[0]
          .photosSent()
          .forEach(
              (id, sha256) ->
                  assertThat(Canonical.sha256(server.uploads.get(id).bytes.toByteArray()))
                      .isEqualTo(sha256));
      device[0].close();
    }
  }

  private static Visit visit(Random chance) {
    byte[] photo = new byte[1 + chance.nextInt(30_000)];
    chance.nextBytes(photo);
    return new Visit(
        UUID.randomUUID().toString(), "OTHER", "\u00e9", null, null, -6.9, 107.6, List.of(photo));
  }

  private interface Deed {
    void run() throws Network.Away;
  }

  private static boolean attempt(Deed deed) {
    try {
      deed.run();
      return true;
    } catch (Network.Away away) {
      return false;
    }
  }

  private static void untilItSucceeds(Deed deed) {
    for (int tries = 0; tries < 1000; tries++) {
      if (attempt(deed)) {
        return;
      }
    }
    throw new AssertionError("it never succeeds");
  }

  /** The staging machine as docs/sync.md describes it, on a bad day. */
  private static final class Server implements AutoCloseable {
    final Map<String, JsonNode> items = new LinkedHashMap<>();
    final Map<String, Upload> uploads = new LinkedHashMap<>();
    private final List<JsonNode> kept = new ArrayList<>();
    private final HttpServer http;
    private final Random chance;
    volatile int fails;
    int largestPush;

    private static final class Upload {
      private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    }

    Server(Random chance, int fails) throws IOException {
      this.chance = chance;
      this.fails = fails;
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::handle);
      http.start();
    }

    Network network() {
      return new Network(
          URI.create("http://127.0.0.1:" + http.getAddress().getPort()), Network.plain());
    }

    List<Long> sequences() {
      return items.values().stream().map(item -> item.path("sequence").asLong()).toList();
    }

    /** What was kept comes in now. */
    synchronized void deliver() {
      kept.forEach(this::store);
      kept.clear();
    }

    @Override
    public void close() {
      http.stop(0);
    }

    private synchronized void handle(HttpExchange call) throws IOException {
      boolean away = chance.nextInt(100) < fails;
      boolean answerLost = chance.nextInt(100) < fails;
      try {
        if (away) {
          answer(call, 503, null);
          return;
        }
        Runnable answer = work(call);
        if (answerLost) {
          call.close();
        } else {
          answer.run();
        }
      } catch (IOException broken) {
        call.close();
      }
    }

    private Runnable work(HttpExchange call) throws IOException {
      String path = call.getRequestURI().getPath();
      return switch (path) {
        case "/collector/login" -> () -> answer(call, 200, loggedIn());
        case "/collector/sync" -> sync(call);
        case "/media/uploads" -> announce(call);
        default ->
            path.startsWith("/media/uploads/")
                ? receive(call, path.substring("/media/uploads/".length()))
                : () -> answer(call, 200, path.endsWith("/contents") ? page() : digest());
      };
    }

    private JsonNode loggedIn() {
      ObjectNode answer = Network.JSON.createObjectNode();
      answer.put("deviceToken", "t");
      answer.put("lastSequence", sequences().stream().max(Long::compare).orElse(0L));
      answer.putObject("batch").put("id", "b1").put("status", "OPEN");
      return answer;
    }

    private Runnable sync(HttpExchange call) throws IOException {
      JsonNode push = Network.JSON.readTree(call.getRequestBody()).path("push");
      largestPush = Math.max(largestPush, push.size());
      if (chance.nextInt(100) < fails) {
        push.forEach(kept::add);
        return () -> answer(call, 202, Network.JSON.createObjectNode());
      }
      push.forEach(this::store);
      ObjectNode answer = Network.JSON.createObjectNode();
      answer.putObject("push").putArray("refused");
      return () -> answer(call, 200, answer);
    }

    private void store(JsonNode item) {
      JsonNode before = items.putIfAbsent(item.path("id").asText(), item);
      assertThat(before == null || before.equals(item)).as("an item never changes").isTrue();
    }

    private JsonNode digest() {
      Map<String, String> hashes = new LinkedHashMap<>();
      items.forEach((id, item) -> hashes.put(id, Canonical.hash(item)));
      ObjectNode digest = Network.JSON.createObjectNode();
      digest.putObject("batch").put("digest", Canonical.digest(hashes));
      return digest;
    }

    private JsonNode page() {
      ObjectNode page = Network.JSON.createObjectNode();
      ArrayNode list = page.putArray("items");
      items.forEach((id, item) -> list.addObject().put("id", id).set("item", item));
      return page.putNull("next");
    }

    private Runnable announce(HttpExchange call) {
      String metadata = call.getRequestHeaders().getFirst("Upload-Metadata");
      String id =
          new String(Base64.getDecoder().decode(metadata.split("[ ,]")[1]), StandardCharsets.UTF_8);
      Upload upload = uploads.computeIfAbsent(id, any -> new Upload());
      return () -> offset(call, 201, upload);
    }

    private Runnable receive(HttpExchange call, String id) throws IOException {
      Upload upload = uploads.get(id);
      long offset = Long.parseLong(call.getRequestHeaders().getFirst("Upload-Offset"));
      if (offset != upload.bytes.size()) {
        return () -> offset(call, 409, upload);
      }
      try (InputStream body = call.getRequestBody()) {
        byte[] some = new byte[1000];
        for (int read = body.read(some); read >= 0; read = body.read(some)) {
          upload.bytes.write(some, 0, read);
        }
      }
      return () -> offset(call, 204, upload);
    }

    private static void offset(HttpExchange call, int status, Upload upload) {
      call.getResponseHeaders().add("Upload-Offset", Integer.toString(upload.bytes.size()));
      answer(call, status, null);
    }

    private static void answer(HttpExchange call, int status, JsonNode body) {
      try (call) {
        byte[] bytes =
            body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
      } catch (IOException gone) {
        // whoever asked is not there any more
      }
    }
  }
}
