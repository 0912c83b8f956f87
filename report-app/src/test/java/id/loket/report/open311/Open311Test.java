package id.loket.report.open311;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.testing.LocalStackResource;
import id.loket.photo.Photos;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GeoReport v2, call by call, against golden files in src/test/resources/open311. */
@ReportAppTest
class Open311Test {
  private static final String BASE = "/open311/v2";
  private static final String CODE = "open311-lamp";
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  private static boolean made;

  private final City city = new City();
  private final Database database = new Database();

  @BeforeEach
  void aService() {
    if (!made) {
      city.category(
          Map.of(
              "code",
              CODE,
              "name",
              Map.of("en", "Street lamp <dark>", "id", "Lampu jalan <gelap>"),
              "description",
              Map.of("en", "Lamps & poles", "id", "Lampu & tiang"),
              "unit",
              "dishub",
              "duplicateRadius",
              0,
              "questions",
              questions()));
      made = true;
    }
  }

  private static List<Map<String, Object>> questions() {
    return List.of(
        question("pole-number", "TEXT", true),
        question("height", "NUMBER", false),
        question("dangerous", "BOOLEAN", false),
        question("since", "DATE", false),
        Map.of(
            "code",
            "colour",
            "type",
            "CHOICE",
            "required",
            false,
            "label",
            label("colour"),
            "choices",
            List.of(choice("white"), choice("yellow"))),
        Map.of(
            "code",
            "parts",
            "type",
            "CHOICES",
            "required",
            false,
            "label",
            label("parts"),
            "choices",
            List.of(choice("bulb"), choice("cable"))));
  }

  private static Map<String, Object> question(String code, String type, boolean required) {
    return Map.of("code", code, "type", type, "required", required, "label", label(code));
  }

  private static Map<String, Object> choice(String code) {
    return Map.of("code", code, "label", label(code));
  }

  private static Map<String, String> label(String code) {
    return Map.of("en", "The " + code, "id", "Si " + code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void discovery(String format) {
    String base =
        LocalStackResource.stack().environment("report-app").get("LOKET_PUBLIC_REPORT_URL");
    golden("discovery." + format, get("/discovery." + format, 200).replace(base, "{base}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void services(String format) {
    String all = get("/services." + format, 200);

    golden(
        "services." + format,
        "xml".equals(format)
            ? ours(all, "  <service>", "  </service>\n")
            : ours(all, "{", "}") + "\n");
  }

  /** The entry of our service: other tests have services of their own. */
  private static String ours(String all, String begin, String end) {
    int at = all.indexOf(CODE);
    assertThat(at).isPositive();
    int from = all.lastIndexOf(begin, at);
    return all.substring(from, all.indexOf(end, at) + end.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void serviceDefinition(String format) {
    golden("service." + format, get("/services/" + CODE + "." + format, 200));
  }

  @Test
  void textsAreInTheCallersLanguage() {
    given()
        .header("Accept-Language", "id")
        .get(BASE + "/services/" + CODE + ".json")
        .then()
        .statusCode(200)
        .header("Content-Language", "id")
        .body("attributes[0].description", equalTo("Si pole-number"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void aRequestIsSentReadAndListed(String format) {
    String description = "Padam <sejak> Senin & gelap " + UUID.randomUUID();
    Response sent = send(format, form(description));
    sent.then().statusCode(201);
    golden("made." + format, sent.asString());
    String id = ID.matcher(sent.asString()).results().findFirst().orElseThrow().group();

    String read = get("/requests/" + id + "." + format, 200);
    golden("request." + format, read.replace(escaped(format, description), "{description}"));
    assertThat(get("/requests." + format + "?service_request_id=" + id + ",no-id", 200))
        .isEqualTo(read);
    assertThat(get("/requests." + format + "?service_code=" + CODE + "&status=open", 200))
        .contains(id);
    assertThat(get("/requests." + format + "?service_code=" + CODE + "&status=closed", 200))
        .doesNotContain(id);
    golden("token." + format, get("/tokens/" + id + "." + format, 200));
  }

  @Test
  void aListIsReadPageByPageAndByWhatChanged() {
    String code = city.category(Map.of("duplicateRadius", 0)).code();
    List<String> made =
        java.util.stream.IntStream.range(0, 5).mapToObj(n -> requested(code)).toList();
    String list = "/requests.json?service_code=" + code;

    assertThat(ids(list + "&page_size=2")).containsExactly(made.get(4), made.get(3));
    assertThat(ids(list + "&page_size=2&page=2")).containsExactly(made.get(2), made.get(1));
    assertThat(ids(list + "&page_size=2&page=3&status=open")).containsExactly(made.get(0));
    assertThat(ids(list + "&page=2")).isEmpty();
    assertThat(get("/requests.xml?page_size=0", 400)).contains("page_size: ");

    database.query("update report set updated_at = '2026-03-01Z' where id::text = $1", made.get(2));
    database.query("update report set updated_at = '2026-03-02Z' where id::text = $1", made.get(0));
    String changed = list + "&updated_after=2026-02-01T00:00:00Z";
    assertThat(ids(changed)).containsExactly(made.get(0), made.get(2));
    assertThat(ids(changed + "&updated_before=2026-03-01T12:00:00Z")).containsExactly(made.get(2));
    assertThat(ids(changed + "&status=closed")).isEmpty();
  }

  private String requested(String code) {
    return given()
        .contentType(ContentType.URLENC.withCharset("UTF-8"))
        .formParams(
            Map.of("api_key", key(), "service_code", code, "lat", "-6.95", "long", "107.65"))
        .post(BASE + "/requests.json")
        .then()
        .statusCode(201)
        .extract()
        .path("[0].service_request_id");
  }

  private static List<String> ids(String path) {
    return io.restassured.path.json.JsonPath.from(get(path, 200)).getList("service_request_id");
  }

  private static String escaped(String format, String text) {
    return "xml".equals(format)
        ? text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        : text;
  }

  @Test
  void aPhotoComesWithItsRequestAndIsShownOnceItIsProcessed() {
    byte[] photo = Photos.jpeg(1600, 1200);
    Response sent =
        given()
            .multiPart("api_key", key())
            .multiPart("service_code", CODE)
            .multiPart("lat", "-6.93")
            .multiPart("long", "107.63")
            .multiPart("attribute[pole-number]", "B-2")
            .multiPart("media", "lampu.jpg", photo, "image/jpeg")
            .post(BASE + "/requests.json");
    sent.then().statusCode(201);
    String id = sent.path("[0].service_request_id");

    String url =
        Awaitility.await()
            .atMost(City.PATIENCE)
            .until(
                () -> given().get(BASE + "/requests/" + id + ".json").path("[0].media_url"),
                found -> found != null);

    assertThat(url).contains("/reports/" + id + "/media/").endsWith("?variant=web");
    given()
        .redirects()
        .follow(false)
        .get(url.substring(url.indexOf("/reports/")))
        .then()
        .statusCode(303);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void aPhotoIsFetchedFromWhereItIs(String format) throws IOException {
    byte[] photo = Photos.jpeg(1024, 768);
    try (WebSite site = new WebSite()) {
      site.serve("/lampu.jpg", 200, "image/jpeg", photo);
      site.redirect("/moved.jpg", "/lampu.jpg");
      site.serve("/page.html", 200, "text/html", "<html>".getBytes(StandardCharsets.UTF_8));
      Map<String, String> form = form("Dengan alamat foto");
      Response sent =
          request(form)
              .formParam(
                  "media_url",
                  site.url("/moved.jpg"),
                  site.url("/gone.jpg"),
                  site.url("/page.html"),
                  "ftp://example.org/a.jpg")
              .post(BASE + "/requests." + format);
      sent.then().statusCode(201);
      golden("made-media-url." + format, sent.asString());
      String id = ID.matcher(sent.asString()).results().findFirst().orElseThrow().group();
      String outcome = "/requests/" + id + "/media." + format + "?api_key=" + key();

      String told =
          Awaitility.await()
              .atMost(City.PATIENCE)
              .until(
                  () -> get(outcome, 200),
                  now -> !now.contains("pending") && !now.contains("processing"));

      golden("media-url." + format, told.replace(site.url(""), "{site}"));
      assertThat(given().get(BASE + "/requests/" + id + ".json").<String>path("[0].media_url"))
          .contains("/reports/" + id + "/media/");
      given().get(BASE + "/requests/" + id + "/media." + format).then().statusCode(403);
    }
  }

  @Test
  void aPhotoThatCannotBeFetchedNowIsTriedAgainAndTakesNothingFromTheReport() throws IOException {
    try (WebSite site = new WebSite()) {
      site.serve("/later.jpg", 503, "text/plain", new byte[0]);
      String id =
          request(form("Foto menyusul"))
              .formParam("media_url", site.url("/later.jpg"))
              .post(BASE + "/requests.json")
              .then()
              .statusCode(201)
              .extract()
              .path("[0].service_request_id");
      Awaitility.await()
          .atMost(City.PATIENCE)
          .until(
              () ->
                  database.count(
                          "select count(*) from media_fetch where report_id::text = $1"
                              + " and attempts = 1 and due_at > now() + interval '5 s'"
                              + " and due_at < now() + interval '45 s'",
                          id)
                      == 1);
      site.serve("/later.jpg", 200, "image/jpeg", Photos.jpeg(640, 480));
      database.query("update media_fetch set due_at = now() where report_id::text = $1", id);

      Awaitility.await()
          .atMost(City.PATIENCE)
          .until(
              () ->
                  get("/requests/" + id + "/media.json?api_key=" + key(), 200)
                      .contains("\"stored\""));
    }
  }

  @Test
  void theSameRequestUnderTheSameKeyIsMadeOnce() {
    Map<String, String> form = form("Sekali saja");
    String key = UUID.randomUUID().toString();

    String first =
        request(form).header("Idempotency-Key", key).post(BASE + "/requests.json").asString();
    String second =
        request(form).header("Idempotency-Key", key).post(BASE + "/requests.json").asString();

    assertThat(second).isEqualTo(first);
  }

  @Test
  void answersArriveAsTheQuestionsWantThem() {
    String id = send("json", form("Dengan jawaban")).path("[0].service_request_id");

    city.admin()
        .get("/reports/" + id)
        .then()
        .statusCode(200)
        .body("answers.pole-number", equalTo("A-17"))
        .body("answers.height", equalTo(4.5f))
        .body("answers.dangerous", equalTo(true))
        .body("answers.since", equalTo("2026-11-02"))
        .body("answers.colour", equalTo("yellow"))
        .body("answers.parts", equalTo(List.of("bulb", "cable")))
        .body("source", equalTo("OPEN311"))
        .body("contact.mail", equalTo("siti@example.org"));
  }

  @Test
  void thePublicNeitherSeesWhoSentItNorExactlyWhere() {
    String id = send("json", form("Rahasia")).path("[0].service_request_id");

    assertThat(get("/requests/" + id + ".json", 200))
        .doesNotContain("siti", "Siti", "0812", "-6.912345", "107.612345");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json"})
  void errors(String format) {
    golden("error-service." + format, get("/services/no-such." + format, 404));
    golden("error-request." + format, get("/requests/" + new UUID(0, 1) + "." + format, 404));
    golden("error-token." + format, get("/tokens/abc." + format, 404));
    golden("error-status." + format, get("/requests." + format + "?status=broken", 400));
    golden(
        "error-span." + format,
        get(
            "/requests."
                + format
                + "?start_date=2026-01-01T00:00:00Z&end_date=2026-12-01T00:00:00Z",
            400));
    golden("error-key." + format, refused(format, 403, "api_key", "wrong"));
    golden("error-code." + format, refused(format, 404, "service_code", "no-such"));
    golden("error-code-missing." + format, refused(format, 400, "service_code", ""));
    golden("error-place." + format, refused(format, 400, "lat", "north"));
    golden("error-outside." + format, refused(format, 400, "lat", "51.5"));
    golden("error-answer." + format, refused(format, 400, "attribute[pole-number]", ""));
    golden("error-choice." + format, refused(format, 400, "attribute[colour]", "green"));
    golden("error-mail." + format, refused(format, 400, "email", "nobody"));
  }

  @Test
  void anErrorIsToldInTheCallersLanguage() {
    given()
        .header("Accept-Language", "id")
        .get(BASE + "/services/no-such.json")
        .then()
        .statusCode(404)
        .body("[0].code", equalTo(404))
        .body(
            "[0].description",
            equalTo("service_code no-such tidak ada; GET services menampilkan daftarnya."));
  }

  private String refused(String format, int status, String field, String value) {
    Map<String, String> form = form("Tidak jadi");
    form.put(field, value);
    Response response = send(format, form);
    response.then().statusCode(status);
    return response.asString();
  }

  private static Map<String, String> form(String description) {
    Map<String, String> form = new java.util.LinkedHashMap<>();
    form.put("api_key", key());
    form.put("service_code", CODE);
    form.put("lat", "-6.912345");
    form.put("long", "107.612345");
    form.put("description", description);
    form.put("first_name", "Siti");
    form.put("last_name", "Rahma");
    form.put("email", "siti@example.org");
    form.put("phone", "0812-3456-789");
    form.put("attribute[pole-number]", "A-17");
    form.put("attribute[height]", "4.5");
    form.put("attribute[dangerous]", "true");
    form.put("attribute[since]", "2026-11-02T00:00:00Z");
    form.put("attribute[colour]", "yellow");
    return form;
  }

  private static String key() {
    return LocalStackResource.stack()
        .environment("report-app")
        .get("LOKET_OPEN311_KEYS")
        .replaceFirst("^[^=]+=", "");
  }

  private static RequestSpecification request(Map<String, String> form) {
    return given()
        .header("Accept-Language", "en")
        .contentType(ContentType.URLENC.withCharset("UTF-8"))
        .formParams(form)
        .formParam("attribute[parts][]", "bulb", "cable");
  }

  private static Response send(String format, Map<String, String> form) {
    return request(form).post(BASE + "/requests." + format);
  }

  private static String get(String path, int status) {
    Response response = given().header("Accept-Language", "en").get(BASE + path);
    response
        .then()
        .statusCode(status)
        .contentType(path.contains(".json") ? "application/json" : "text/xml");
    return response.asString();
  }

  /** Compares with what is kept; -Dgolden.write=true keeps what came instead. */
  private static void golden(String name, String actual) {
    String plain = TIME.matcher(ID.matcher(actual).replaceAll("{id}")).replaceAll("{time}");
    try {
      if (Boolean.getBoolean("golden.write")) {
        java.nio.file.Path file = java.nio.file.Path.of("src/test/resources/open311").resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(file, plain);
        return;
      }
      try (InputStream in = Open311Test.class.getResourceAsStream("/open311/" + name)) {
        assertThat(plain).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
