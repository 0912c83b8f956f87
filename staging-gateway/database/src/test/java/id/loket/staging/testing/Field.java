package id.loket.staging.testing;

import static io.restassured.RestAssured.given;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A collector with a device, as collector tells the database of them. */
public final class Field {
  public final UUID collector = Ids.next();
  public final String email = "kolektor-" + collector + "@example.org";
  public UUID device = Ids.next();
  public UUID batch;
  private long sequence;

  /** A call by collector. */
  public static RequestSpecification service() {
    return given()
        .header(
            "Authorization",
            new TestTokens(LocalStackResource.stack()).service("collector", "database"))
        .contentType(ContentType.JSON);
  }

  /** A collector whose device is logged in. */
  public static Field loggedIn() {
    Field field = new Field();
    field.batch =
        UUID.fromString(field.logIn(false).then().statusCode(200).extract().path("batch.id"));
    return field;
  }

  public Response logIn(boolean takeOver) {
    return logIn(takeOver, device);
  }

  public Response logIn(boolean takeOver, UUID device) {
    return logIn(takeOver, device, email);
  }

  /** The account has that address now. */
  public Response logInAs(String email) {
    return logIn(false, device, email);
  }

  private Response logIn(boolean takeOver, UUID device, String email) {
    return service()
        .body(
            Map.of(
                "collectorId",
                collector,
                "email",
                email,
                "name",
                "Budi Santoso",
                "device",
                Map.of("id", device, "model", "A15", "system", "Android 14", "versionCode", 12),
                "takeOver",
                takeOver,
                "trailConsent",
                true))
        .post("/logins");
  }

  /** A visit with a receipt of that amount in cash; none for 0. */
  public Map<String, Object> visit(UUID assignment, long amount) {
    Map<String, Object> visit = new HashMap<>();
    visit.put("assignmentId", assignment);
    visit.put("result", amount > 0 ? "PAID" : "NOT_MET");
    visit.put("photos", List.of());
    if (amount > 0) {
      visit.put(
          "receipt",
          Map.of(
              "number",
              "KW-" + UUID.randomUUID(),
              "amount",
              amount,
              "currency",
              "IDR",
              "method",
              "CASH"));
    }
    Map<String, Object> item = item("VISIT");
    item.put("visit", visit);
    item.put("lat", -6.9);
    item.put("lon", 107.6 + sequence * 0.001);
    item.put("body", "{\"visit\":{\"result\":\"" + visit.get("result") + "\"}}");
    return item;
  }

  public Map<String, Object> voiding(Object visit) {
    Map<String, Object> item = item("VOID");
    item.put("voids", visit);
    item.put("body", "{\"void\":{\"reason\":\"salah\",\"visitId\":\"" + visit + "\"}}");
    return item;
  }

  public Map<String, Object> position() {
    Map<String, Object> item = item("POSITION");
    item.put("lat", -6.91);
    item.put("lon", 107.6);
    return item;
  }

  public Map<String, Object> photoMissing(UUID photo) {
    Map<String, Object> item = item("PHOTO_MISSING");
    item.put("missingPhoto", photo);
    return item;
  }

  private Map<String, Object> item(String kind) {
    Map<String, Object> item = new HashMap<>();
    UUID id = Ids.next();
    item.put("id", id);
    item.put("sequence", ++sequence);
    item.put("batchId", batch);
    item.put("kind", kind);
    item.put("recordedAt", Instant.now().minusSeconds(60));
    item.put("hash", sha256(id.toString()));
    item.put("body", "{}");
    return item;
  }

  public Response push(List<Map<String, Object>> items) {
    return sync(items, null);
  }

  public Response pull(String token, int limit) {
    Map<String, Object> pull = new HashMap<>();
    pull.put("token", token);
    pull.put("limit", limit);
    return sync(List.of(), pull);
  }

  /** A push the gateway took then and delivers now. */
  public Response pushKept(List<Map<String, Object>> items, Instant storedAt) {
    return sync(items, null, storedAt);
  }

  public Response sync(List<Map<String, Object>> items, Map<String, Object> pull) {
    return sync(items, pull, null);
  }

  private Response sync(
      List<Map<String, Object>> items, Map<String, Object> pull, Instant storedAt) {
    Map<String, Object> body = new HashMap<>();
    body.put("collectorId", collector);
    body.put("deviceId", device);
    body.put("items", items);
    body.put("refused", List.of());
    body.put("pull", pull);
    body.put("storedAt", storedAt);
    return service().body(body).post("/syncs");
  }

  public Response close(List<Map<String, Object>> items, long cash, List<UUID> photos) {
    long receipts = items.stream().filter(Field::hasReceipt).count();
    return service()
        .body(
            Map.of(
                "collectorId",
                collector,
                "deviceId",
                device,
                "items",
                items.size(),
                "digest",
                digest(items),
                "receipts",
                List.of(
                    Map.of(
                        "method",
                        "CASH",
                        "count",
                        receipts,
                        "amount",
                        Map.of("amount", cash, "currency", "IDR"))),
                "photos",
                photos))
        .post("/batches/{id}/closing", batch);
  }

  /** Closes with what the items say was received, by method and currency. */
  public Response close(List<Map<String, Object>> items) {
    Map<String, Map<String, Object>> sums = new LinkedHashMap<>();
    for (Map<String, Object> item : items) {
      if (hasReceipt(item)) {
        Map<?, ?> receipt = (Map<?, ?>) ((Map<?, ?>) item.get("visit")).get("receipt");
        String key = receipt.get("method") + " " + receipt.get("currency");
        sums.merge(key, received(receipt, 1, (Long) receipt.get("amount")), Field::sum);
      }
    }
    return service()
        .body(
            Map.of(
                "collectorId",
                collector,
                "deviceId",
                device,
                "items",
                items.size(),
                "digest",
                digest(items),
                "receipts",
                List.copyOf(sums.values()),
                "photos",
                List.of()))
        .post("/batches/{id}/closing", batch);
  }

  private static Map<String, Object> received(Map<?, ?> receipt, int count, long amount) {
    return Map.of(
        "method",
        receipt.get("method"),
        "count",
        count,
        "amount",
        Map.of("amount", amount, "currency", receipt.get("currency")));
  }

  private static Map<String, Object> sum(Map<String, Object> a, Map<String, Object> b) {
    Map<?, ?> first = (Map<?, ?>) a.get("amount");
    Map<?, ?> second = (Map<?, ?>) b.get("amount");
    return Map.of(
        "method",
        a.get("method"),
        "count",
        (int) a.get("count") + (int) b.get("count"),
        "amount",
        Map.of(
            "amount",
            (long) first.get("amount") + (long) second.get("amount"),
            "currency",
            first.get("currency")));
  }

  private static boolean hasReceipt(Map<String, Object> item) {
    return item.get("visit") instanceof Map<?, ?> visit && visit.containsKey("receipt");
  }

  /** The report of the first batch of today, whatever day the server takes it for. */
  public Response report() {
    String day =
        new Database()
            .query("select day from batch where id = $1", batch)
            .getFirst()
            .getLocalDate(0)
            .toString();
    return service().get("/reports?collector={c}&day={d}", collector, day);
  }

  /** The digest as docs/sync.md builds it. */
  public static String digest(List<Map<String, Object>> items) {
    List<Map<String, Object>> sorted = new ArrayList<>(items);
    sorted.sort(Comparator.comparing(item -> item.get("id").toString()));
    StringBuilder lines = new StringBuilder();
    sorted.forEach(
        item -> lines.append(item.get("id")).append(' ').append(item.get("hash")).append('\n'));
    return sha256(lines.toString());
  }

  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
