package id.loket.ticket.testing;

import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.local.server.S3Buckets;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Files of stock and what becomes of them, in the words of the tests. */
public final class Warehouse {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> ENDED = Set.of("DONE", "FAILED", "DUPLICATE");

  private final Counter counter;

  public Warehouse(Counter counter) {
    this.counter = counter;
  }

  /** A store nobody else uses. */
  public static String store() {
    return "Toko " + UUID.randomUUID();
  }

  /** Requests that send a file. */
  private RequestSpecification sending(byte[] content) {
    return Counter.request(authorization()).contentType("text/csv").body(content);
  }

  /** Of the organiser whose stores these are. */
  public String authorization() {
    return counter.organiserAuthorization();
  }

  public Response send(String name, String query, String content) {
    return send(name, query, content.getBytes(StandardCharsets.UTF_8));
  }

  public Response send(String name, String query, byte[] content) {
    return sending(content).put("/inventory/files/" + name + query);
  }

  /** Sends a file of its own name and waits for its end. */
  public JsonPath load(String query, String content) {
    return load(query, content.getBytes(StandardCharsets.UTF_8));
  }

  public JsonPath load(String query, byte[] content) {
    Response sent = send("stok-" + UUID.randomUUID() + ".csv", query, content);
    sent.then().statusCode(202);
    return ended(sent.path("id"));
  }

  /** The end of a file. */
  public JsonPath ended(String id) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> ENDED.contains(look(id).getString("status")));
    return look(id);
  }

  public JsonPath look(String id) {
    return counter
        .admin()
        .get("/inventory/imports/{id}", id)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** How many there are; null for an item nobody knows. */
  public Long count(String store, String item) {
    Number found =
        counter
            .organiser()
            .queryParam("store", store)
            .queryParam("item", item)
            .get("/inventory")
            .then()
            .statusCode(200)
            .extract()
            .path("items[0].count");
    return found == null ? null : found.longValue();
  }

  /** So many of each item at a store, loaded. */
  public void stock(String store, Map<String, Integer> counts) {
    StringBuilder csv = new StringBuilder("store,item,count\n");
    counts.forEach(
        (item, count) ->
            csv.append(store).append(',').append(item).append(',').append(count).append('\n'));
    JsonPath loaded = load("?again=true", csv.toString());
    if (!loaded.getString("status").equals("DONE")) {
      throw new IllegalStateException(loaded.prettify());
    }
  }

  /** So many of each item at a store, loaded and priced. */
  public void sell(String store, Map<String, Integer> counts, long price) {
    stock(store, counts);
    counts.keySet().forEach(item -> price(store, item, price));
  }

  public void price(String store, String item, long amount) {
    counter
        .organiser()
        .body(
            Map.of(
                "store", store,
                "item", item,
                "price", Map.of("amount", amount, "currency", "IDR")))
        .put("/inventory/prices")
        .then()
        .statusCode(200);
  }

  /** Puts an object straight into the bucket, as any S3 client does. */
  public void drop(String name, String content) {
    Map<String, String> environment = environment();
    try (S3AsyncClient s3 =
        S3AsyncClient.builder()
            .endpointOverride(URI.create(environment.get("LOKET_S3_ENDPOINT")))
            .forcePathStyle(true)
            .region(Region.of(environment.get("LOKET_S3_REGION")))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        environment.get("LOKET_S3_ACCESS_KEY"),
                        environment.get("LOKET_S3_SECRET_KEY"))))
            .build()) {
      s3.putObject(
              put -> put.bucket(environment.get("LOKET_S3_BUCKET")).key("inventory/" + name),
              AsyncRequestBody.fromString(content))
          .join();
    }
  }

  /** What lies in the bucket under that key. */
  public String object(String key) {
    return new String(
        bucket().get(environment().get("LOKET_S3_BUCKET"), key).orElseThrow(),
        StandardCharsets.UTF_8);
  }

  public boolean isStored(String key) {
    return bucket().get(environment().get("LOKET_S3_BUCKET"), key).isPresent();
  }

  /** The keys of everything that waits in the place that is watched. */
  public Set<String> watched() {
    return bucket().keys(environment().get("LOKET_S3_BUCKET")).stream()
        .filter(key -> key.startsWith("inventory/"))
        .collect(Collectors.toSet());
  }

  private static S3Buckets bucket() {
    return new S3Buckets(LocalStackResource.stack().endpoint(Server.S3));
  }

  private static Map<String, String> environment() {
    return LocalStackResource.stack().environment("ticket-app");
  }
}
