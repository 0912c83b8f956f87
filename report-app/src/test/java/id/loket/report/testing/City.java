package id.loket.report.testing;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import id.loket.local.Port;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What citizens and officers do, in the words of the tests. */
public final class City {
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestTokens tokens = new TestTokens(LocalStackResource.stack());

  /** Requests of a citizen. */
  public RequestSpecification citizen(UUID id) {
    return request(tokens.user(id, "citizen"));
  }

  public RequestSpecification admin() {
    return request(tokens.user(UUID.randomUUID(), "admin"));
  }

  /** Requests of an officer, whether they have a unit or not. */
  public RequestSpecification officer(UUID id) {
    return request(tokens.user(id, "officer"));
  }

  /** An officer of that unit. */
  public UUID officerOf(String unit) {
    UUID id = UUID.randomUUID();
    admin().body(Map.of("unit", unit)).put("/officers/{id}", id).then().statusCode(200);
    return id;
  }

  /** What a citizen's requests carry. */
  public String authorization(UUID citizen) {
    return tokens.user(citizen, "citizen");
  }

  public static RequestSpecification nobody() {
    return given().contentType(ContentType.JSON);
  }

  public static RequestSpecification request(String authorization) {
    return given().header("Authorization", authorization).contentType(ContentType.JSON);
  }

  /** A category of a unit of its own. */
  public Category category() {
    return category(Map.of());
  }

  /** A category with further or other fields. */
  public Category category(Map<String, Object> fields) {
    String name = "c" + UUID.randomUUID().toString().substring(0, 12);
    Map<String, Object> category = new HashMap<>();
    category.put("code", name);
    category.put("name", Map.of("en", "Street lamp", "id", "Lampu jalan"));
    category.put("unit", "unit-" + name);
    category.put("slaHours", 72);
    category.put("takesAnonymous", true);
    category.putAll(fields);
    Response made = admin().body(category).post("/categories");
    made.then().statusCode(201);
    return new Category(UUID.fromString(made.path("id")), made.path("code"), made.path("unit"));
  }

  /** What a test needs of a category. */
  public record Category(UUID id, String code, String unit) {}

  /** A point of the city nobody else uses. */
  public static Map<String, Object> place() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return Map.of(
        "lat",
        random.nextDouble(-7.5, -6.5),
        "lon",
        random.nextDouble(107, 108),
        "address",
        "Jl. Mawar 5");
  }

  /** A report of a category somewhere. */
  public static Map<String, Object> report(Category category, Map<String, Object> more) {
    Map<String, Object> report = new HashMap<>();
    report.put("category", category.code());
    report.put("note", "Lampu padam");
    report.put("location", place());
    report.putAll(more);
    return report;
  }

  /** A report a citizen made. */
  public Made reported(Category category) {
    return reported(category, Map.of());
  }

  /** A citizen who has confirmed their number. */
  public UUID confirmed() {
    UUID citizen = UUID.randomUUID();
    // told to browsers they do not have: nobody is sent anything
    UUID report = reported(citizen, category(), Map.of("channels", List.of("WEB_PUSH"))).id();
    citizen(citizen).post("/reports/{id}/phone/codes", report).then().statusCode(202);
    citizen(citizen)
        .body(Map.of("code", codeSentTo(phoneOf(citizen))))
        .put("/reports/{id}/phone", report)
        .then()
        .statusCode(204);
    return citizen;
  }

  /** The number client-app says a citizen has. */
  public static String phoneOf(UUID citizen) {
    return "+62 812 " + citizen.toString().substring(0, 4);
  }

  /** The code of the latest SMS to a number. */
  public String codeSentTo(String phone) {
    String text = noticesTo(phone, 1).getFirst().get("text").toString();
    return text.replaceAll(".*?([0-9]{6}).*", "$1");
  }

  /** A report a citizen made, with further or other fields. */
  public Made reported(Category category, Map<String, Object> more) {
    return reported(UUID.randomUUID(), category, more);
  }

  /** A report that citizen made. */
  public Made reported(UUID reporter, Category category, Map<String, Object> more) {
    Response made = citizen(reporter).body(report(category, more)).post("/reports");
    made.then().statusCode(201);
    return new Made(UUID.fromString(made.path("id")), reporter, category);
  }

  /** Which report, by whom. */
  public record Made(UUID id, UUID reporter, Category category) {}

  public Response changeStatus(UUID officer, UUID report, String status, String note) {
    Map<String, Object> body = new HashMap<>();
    body.put("status", status);
    if (note != null) {
      body.put("note", note);
    }
    return officer(officer).body(body).patch("/reports/{id}/status", report);
  }

  /** Brings a report through those statuses. */
  public void bring(UUID officer, UUID report, String... statuses) {
    for (String status : statuses) {
      changeStatus(officer, report, status, "catatan " + status).then().statusCode(200);
    }
  }

  public Response upload(RequestSpecification who, UUID report, byte[] file, String purpose) {
    return who.contentType("multipart/form-data")
        .multiPart("file", "foto.jpg", new ByteArrayInputStream(file), "image/jpeg")
        .multiPart("purpose", purpose)
        .post("/reports/{id}/media", report);
  }

  /** Uploads what a citizen photographed and waits until its outcome is known. */
  public JsonPath photographed(Made report, byte[] file) {
    Response accepted = upload(citizen(report.reporter()), report.id(), file, "BEFORE");
    accepted.then().statusCode(202);
    return outcome(citizen(report.reporter()), accepted.header("Location"));
  }

  /** The view of a photo once it is stored or rejected. */
  public JsonPath outcome(RequestSpecification who, String location) {
    String path = location.replaceAll("https?://[^/]+", "");
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> who.get(path).then().statusCode(200).extract().jsonPath(),
            media -> !media.getString("status").equals("PROCESSING"));
  }

  /** The mails to an address, newest first, once there are so many. */
  public List<Map<String, Object>> mailsTo(String address, int count) {
    return waitFor(Port.INBOX, address, count);
  }

  /** The SMS and push notices to somebody, newest first, once there are so many. */
  public List<Map<String, Object>> noticesTo(String to, int count) {
    return waitFor(Port.NOTICES, to, count);
  }

  /** One mail as a whole. */
  public JsonPath mail(Object id) {
    return given()
        .get(url(Port.INBOX) + "/api/messages/" + id)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static List<Map<String, Object>> waitFor(Port port, String to, int count) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                given()
                    .queryParam("to", to)
                    .get(url(port) + "/api/messages")
                    .jsonPath()
                    .getList("items"),
            items -> items.size() >= count);
  }

  /** Where one of the local servers answers. */
  public static String url(Port port) {
    return "http://127.0.0.1:" + LocalStackResource.stack().port(port);
  }
}
