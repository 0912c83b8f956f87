package id.loket.report.notice;

import static id.loket.report.testing.City.nobody;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Port;
import id.loket.local.Server;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People are told, through the channels they chose. */
@ReportAppTest
class NoticeTest {
  private final City city = new City();
  private final Database database = new Database();

  @Test
  void theReporterIsToldByMailSmsAndPushOfReceiptAndEachStep() {
    City.Made made =
        city.reported(
            city.confirmed(), city.category(), Map.of("channels", List.of("MAIL", "SMS", "PUSH")));
    UUID officer = city.officerOf(made.category().unit());
    city.mailsTo(made.reporter().toString(), 1);
    city.bring(officer, made.id(), "VERIFIED");
    city.mailsTo(made.reporter().toString(), 2);
    city.bring(officer, made.id(), "IN_PROGRESS");
    city.mailsTo(made.reporter().toString(), 3);
    city.bring(officer, made.id(), "RESOLVED");

    List<Map<String, Object>> mails = city.mailsTo(made.reporter().toString(), 4);
    List<Map<String, Object>> push = city.noticesTo(made.reporter().toString(), 4);
    List<Map<String, Object>> sms =
        city.noticesTo(City.phoneOf(made.reporter()), 5); // with the code before

    assertThat(mails)
        .extracting(mail -> mail.get("subject"))
        .containsExactly(
            "Sudah diperbaiki: Lampu jalan",
            "Perbaikan dimulai: Lampu jalan",
            "Laporan Anda terverifikasi: Lampu jalan",
            "Laporan Anda diterima: Lampu jalan");
    assertThat(push).extracting(one -> one.get("channel")).containsOnly("PUSH");
    assertThat(sms).extracting(one -> one.get("channel")).containsOnly("SMS");
    assertThat(sms.toString()).contains("/reports/" + made.id() + "/fixed?token=");
    String text = city.mail(mails.getFirst().get("id")).getString("text");
    assertThat(text).contains("Siti Rahma", "catatan RESOLVED", "/fixed?token=");
    city.citizen(made.reporter())
        .get("/notices")
        .then()
        .statusCode(200)
        .body("items", hasSize(12))
        .body("items.channel", hasItem("SMS"));
  }

  @Test
  void whoLeftAContactIsToldInTheirLanguage() {
    City.Category category = city.category();
    String mail = UUID.randomUUID() + "@example.org";
    UUID report = anonymous(category, Map.of("mail", mail)).getUUID("id");
    city.bring(city.officerOf(category.unit()), report, "VERIFIED");

    List<Map<String, Object>> mails = city.mailsTo(mail, 1);

    assertThat(mails)
        .as("that it was received the answer said: the address may be a stranger's")
        .extracting(each -> each.get("subject"))
        .containsExactly("Your report was verified: Street lamp");
    assertThat(city.mail(mails.getFirst().get("id")).getString("text")).startsWith("Hello,");
  }

  /** H7: SMS could be sent to anybody, and a name be the text of it. */
  @Test
  void noSmsGoesToANumberThatIsNotConfirmed() {
    City.Category category = city.category();
    UUID officer = city.officerOf(category.unit());
    String phone = "+62 813 " + UUID.randomUUID().toString().replaceAll("[^0-9]", "");
    String number = phone.substring(0, 18);
    JsonPath made = anonymous(category, Map.of("phone", number, "name", "Siti O'Rahma-Putri Jr."));
    UUID report = made.getUUID("id");
    city.bring(officer, report, "VERIFIED");
    assertThat(failureOf(report)).isEqualTo("phone-not-confirmed");

    RequestSpecification reporter =
        nobody().header("Report-Token", made.getString("reporterToken"));
    nobody().post("/reports/{id}/phone/codes", report).then().statusCode(403);
    reporter.post("/reports/{id}/phone/codes", report).then().statusCode(202);
    String code = city.codeSentTo(number);
    String wrong = code.equals("000000") ? "000001" : "000000";
    confirm(made, wrong).then().statusCode(422).body("type", endsWith(":wrong-code"));
    confirm(made, code).then().statusCode(204);
    city.bring(officer, report, "IN_PROGRESS");

    List<Map<String, Object>> sent = city.noticesTo(number, 2);

    assertThat(sent).hasSize(2);
    assertThat(sent.getFirst().get("text").toString()).contains("is being repaired");
  }

  @Test
  void codesAreNotGuessedAndNumbersElsewhereGetNone() {
    City.Category category = city.category();
    JsonPath abroad = anonymous(category, Map.of("phone", "+44 7700 900123"));
    nobody()
        .header("Report-Token", abroad.getString("reporterToken"))
        .post("/reports/{id}/phone/codes", abroad.getUUID("id"))
        .then()
        .statusCode(409)
        .body("type", endsWith(":no-phone"));
    String number = "+62 814 " + UUID.randomUUID().toString().replaceAll("[^1-9]", "");
    JsonPath made = anonymous(category, Map.of("phone", number.substring(0, 14)));
    nobody()
        .header("Report-Token", made.getString("reporterToken"))
        .post("/reports/{id}/phone/codes", made.getUUID("id"))
        .then()
        .statusCode(202);
    String code = city.codeSentTo(number.substring(0, 14));
    for (int i = 0; i < 5; i++) {
      confirm(made, "%06d".formatted((Integer.parseInt(code) + 1 + i) % 1_000_000))
          .then()
          .statusCode(422);
    }
    confirm(made, code).then().statusCode(422);
    nobody()
        .body(
            City.report(
                category, Map.of("contact", Map.of("name", "Pay at http://x", "mail", "a@b.test"))))
        .post("/reports")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("contact.name"));
  }

  private JsonPath anonymous(City.Category category, Map<String, Object> contact) {
    return nobody()
        .header("Accept-Language", "en")
        .body(City.report(category, Map.of("contact", contact, "channels", List.of("MAIL", "SMS"))))
        .post("/reports")
        .then()
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  private static Response confirm(JsonPath made, String code) {
    return nobody()
        .header("Report-Token", made.getString("reporterToken"))
        .body(Map.of("code", code))
        .put("/reports/{id}/phone", made.getUUID("id"));
  }

  private String failureOf(UUID report) {
    return await()
        .atMost(City.PATIENCE)
        .until(
            () -> {
              var rows =
                  database.query(
                      "select failure from notice where report_id = $1 and status = 'FAILED'",
                      report);
              return rows.isEmpty() ? null : rows.getFirst().getString("failure");
            },
            Objects::nonNull);
  }

  @Test
  void whoVotedIsToldToo() {
    City.Made made = city.reported(city.category());
    UUID neighbour = UUID.randomUUID();
    city.citizen(neighbour)
        .body(Map.of("channels", List.of("PUSH")))
        .post("/reports/{id}/votes", made.id())
        .then()
        .statusCode(200);

    city.bring(city.officerOf(made.category().unit()), made.id(), "VERIFIED");

    assertThat(city.noticesTo(neighbour.toString(), 1).getFirst().get("title"))
        .isEqualTo("Laporan yang Anda dukung terverifikasi: Lampu jalan");
  }

  @Test
  void aBrowserIsToldByAMessageOnlyItCanRead() throws Exception {
    UUID citizen = UUID.randomUUID();
    String device = UUID.randomUUID().toString();
    Map<String, Object> subscription =
        Map.of(
            "endpoint",
            City.url(Port.NOTICES) + "/webpush/" + device,
            "keys",
            Map.of("p256dh", browserKey(), "auth", "BTBZMqHH6r4Tts7J_aSIgg"));
    assertThat(Base64.getUrlDecoder().decode(nobody().get("/push/key").<String>path("publicKey")))
        .hasSize(65);
    Response subscribed = city.citizen(citizen).body(subscription).post("/push/subscriptions");
    subscribed.then().statusCode(201);
    city.citizen(citizen)
        .body(City.report(city.category(), Map.of("channels", List.of("WEB_PUSH"))))
        .post("/reports")
        .then()
        .statusCode(201);

    Map<String, Object> sent = city.noticesTo(device, 1).getFirst();

    assertThat(sent.get("authorization").toString()).startsWith("vapid t=ey").contains(", k=B");
    assertThat(Base64.getUrlDecoder().decode(sent.get("text").toString())).hasSizeGreaterThan(200);
    city.citizen(UUID.randomUUID())
        .body(
            Map.of(
                "endpoint",
                subscription.get("endpoint"),
                "keys",
                Map.of("p256dh", browserKey(), "auth", "BTBZMqHH6r4Tts7J_aSIgg")))
        .post("/push/subscriptions")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("endpoint"));
    city.citizen(citizen)
        .delete("/push/subscriptions/{id}", subscribed.<String>path("id"))
        .then()
        .statusCode(204);
  }

  @Test
  void noBrowserIsAcceptedThatCannotBeTold() {
    city.citizen(UUID.randomUUID())
        .body(
            Map.of(
                "endpoint", "ftp://push.example.org/x", "keys", Map.of("p256dh", "x", "auth", "y")))
        .post("/push/subscriptions")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("endpoint"));
    city.citizen(UUID.randomUUID())
        .body(
            Map.of(
                "endpoint",
                "https://push.example.org/x",
                "keys",
                Map.of("p256dh", "x", "auth", "y")))
        .post("/push/subscriptions")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("keys.p256dh"));
    nobody().get("/push/subscriptions").then().statusCode(401);
  }

  @Test
  void whileAProviderIsAwayNoticesWaitAndAreSentOnce() {
    City.Category category = city.category();
    LocalStackResource.stack().kill(Server.NOTICES);
    City.Made made;
    try {
      made = city.reported(category, Map.of("channels", List.of("PUSH")));
      await()
          .atMost(City.PATIENCE)
          .until(
              () ->
                  database.count(
                      "select count(*) from notice where report_id = $1 and attempts > 0"
                          + " and failure is not null and status = 'PENDING'",
                      made.id()),
              count -> count == 1);
    } finally {
      LocalStackResource.stack().restart(Server.NOTICES);
    }

    assertThat(city.noticesTo(made.reporter().toString(), 1)).hasSize(1);
  }

  @Test
  void whatAProviderRefusesForGoodIsGivenUpWithTheReason() {
    City.Category category = city.category();
    UUID reporter = city.confirmed();
    simulate(400);
    City.Made made;
    try {
      made = city.reported(reporter, category, Map.of("channels", List.of("SMS")));
      await()
          .atMost(City.PATIENCE)
          .until(
              () ->
                  city.citizen(made.reporter())
                      .get("/notices")
                      .jsonPath()
                      .getString("items[0].status"),
              "FAILED"::equals);
    } finally {
      simulate(0);
    }
    city.citizen(made.reporter())
        .get("/notices")
        .then()
        .body("items[0].failure", equalTo("sms-400"));
  }

  private static void simulate(int status) {
    given()
        .contentType("application/json")
        .body(Map.of("refuseWith", status))
        .put(City.url(Port.NOTICES) + "/api/simulation")
        .then()
        .statusCode(200);
  }

  private static String browserKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] key = PushKey.encode((ECPublicKey) generator.generateKeyPair().getPublic());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }
}
