package id.loket.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.audit.RedisReader;
import id.loket.local.server.S3Buckets;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for texts where no table is: in Redis, in the broker's queues, and in the buckets. */
final class PersonSearch {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PDF = "%PDF";

  private final LocalStack stack;
  private final List<String> texts;

  PersonSearch(LocalStack stack, List<String> texts) {
    this.stack = stack;
    this.texts = texts;
  }

  /** Every key of Redis that has one of the texts, or is called so. */
  List<String> inRedis() {
    RedisReader redis = new RedisReader(stack.endpoints().of(Server.REDIS));
    List<String> found = new ArrayList<>();
    for (String key : redis.answer("KEYS", "*")) {
      List<String> value =
          switch (redis.answer("TYPE", key).getFirst()) {
            case "string" -> redis.answer("GET", key);
            case "hash" -> redis.answer("HGETALL", key);
            case "list" -> redis.answer("LRANGE", key, "0", "-1");
            case "set" -> redis.answer("SMEMBERS", key);
            case "zset" -> redis.answer("ZRANGE", key, "0", "-1");
            case "stream" -> redis.answer("XRANGE", key, "-", "+");
            default -> List.<String>of(); // it ended meanwhile
          };
      if (has(key) || value.stream().anyMatch(this::has)) {
        found.add("redis " + key);
      }
    }
    return found;
  }

  /**
   * Every queue with a message that has one of the texts. What is looked at goes back to where it
   * was; not for queues at work, whose consumers it takes messages from for that moment.
   */
  List<String> inQueues() throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (JsonNode queue : JSON.readTree(management("/api/queues?columns=name,vhost", null))) {
      String name = queue.path("name").asText();
      String messages =
          management(
              "/api/queues/" + encoded(queue.path("vhost").asText()) + "/" + encoded(name) + "/get",
              "{\"count\": 1000, \"ackmode\": \"ack_requeue_true\", \"encoding\": \"auto\"}");
      for (JsonNode message : JSON.readTree(messages)) {
        String payload = message.path("payload").asText();
        if (message.path("payload_encoding").asText().equals("base64")) {
          payload = new String(Base64.getDecoder().decode(payload), StandardCharsets.ISO_8859_1);
        }
        if (has(payload) || has(message.path("properties").toString())) {
          found.add("queue " + name);
        }
      }
    }
    return found;
  }

  /** Every object that has one of the texts, papers read as they are printed. */
  List<String> inBuckets() {
    S3Buckets s3 = new S3Buckets(stack.endpoints().of(Server.S3));
    List<String> found = new ArrayList<>();
    for (String bucket : buckets()) {
      for (String key : s3.keys(bucket)) {
        s3.get(bucket, key)
            .filter(bytes -> has(key) || has(textOf(bytes)))
            .ifPresent(bytes -> found.add(bucket + "/" + key));
      }
    }
    return found;
  }

  private Set<String> buckets() {
    Set<String> buckets = new TreeSet<>();
    for (LoketService service : LoketService.values()) {
      String bucket = stack.environment(service).get("LOKET_S3_BUCKET");
      if (bucket != null) {
        buckets.add(bucket);
      }
    }
    return buckets;
  }

  private static String textOf(byte[] bytes) {
    return bytes.length > PDF.length()
            && new String(bytes, 0, PDF.length(), StandardCharsets.US_ASCII).equals(PDF)
        ? new Paper(bytes).text()
        : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private boolean has(String where) {
    return texts.stream().anyMatch(where::contains);
  }

  private String management(String path, String body) throws IOException, InterruptedException {
    Endpoint management = stack.endpoints().rabbitManagement();
    String login = management.user() + ":" + management.password();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    if (body != null) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    // RabbitMQ ends connections on which an upgrade to HTTP/2 comes with a body.
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
