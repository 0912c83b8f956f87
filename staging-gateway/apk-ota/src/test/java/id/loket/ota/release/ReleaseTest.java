package id.loket.ota.release;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import id.loket.kit.http.Sha256;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.ota.testing.ApkOtaTest;
import id.loket.ota.testing.Desk;
import id.loket.ota.testing.Packages;
import io.restassured.response.Response;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From an upload to the phones. */
@ApkOtaTest
class ReleaseTest {
  private static final String PROBLEM = "urn:loket:problem:";

  private final Desk desk = new Desk();
  private final int version = desk.nextVersion();
  private final UUID device = UUID.randomUUID();

  @Test
  void aReleaseIsOfferedSignedAndDownloaded() throws Exception {
    byte[] apk = Packages.apk(version);
    desk.publish(apk, 100)
        .then()
        .statusCode(201)
        .header("Location", "/apk/coll/releases/" + version)
        .body("versionCode", equalTo(version))
        .body("versionName", equalTo("1." + version))
        .body("sha256", equalTo(Sha256.ofContent(apk).hex()));

    Response latest = given().get("/apk/coll/latest.json?device={d}", device);

    latest
        .then()
        .statusCode(200)
        .body("versionCode", equalTo(version))
        .body("rollout", equalTo(100));
    assertThat(isSigned(latest)).isTrue();
    String path = latest.<String>path("url").replaceFirst("https?://[^/]+", "");
    Response file = given().get(path);
    assertThat(file.asByteArray()).isEqualTo(apk);
    assertThat(file.header("Repr-Digest")).isEqualTo(Sha256.ofContent(apk).header());
    assertThat(given().get("/apk/coll/app-release.apk").asByteArray()).isEqualTo(apk);
    given()
        .header("If-None-Match", latest.header("ETag"))
        .get("/apk/coll/latest.json?device={d}", device)
        .then()
        .statusCode(304);
  }

  @Test
  void whatIsSignedSaysForWhomAndUntilWhenAndThatItIsNoOldAnswer() throws Exception {
    desk.released(version);

    Response latest =
        given().get("/apk/coll/latest.json?device={d}&sdk=28&nonce=uTq1sQz2X0a8n1kD", device);

    latest
        .then()
        .statusCode(200)
        .body("nonce", equalTo("uTq1sQz2X0a8n1kD"))
        .body("device", equalTo(device.toString()))
        .body("minSdk", equalTo(Packages.ANDROID_9));
    assertThat(isSigned(latest)).isTrue();
    Instant issued = Instant.parse(latest.path("issuedAt"));
    assertThat(issued).isBeforeOrEqualTo(Instant.now());
    assertThat(Instant.parse(latest.<String>path("expiresAt"))).isEqualTo(issued.plusSeconds(3600));
    given()
        .get("/apk/coll/latest.json?device={d}&sdk=27", device)
        .then()
        .statusCode(404)
        .body("type", equalTo(PROBLEM + "no-release"));
    given().get("/apk/coll/latest.json?sdk=0").then().statusCode(400);
    given().get("/apk/coll/latest.json?nonce=short").then().statusCode(400);
  }

  @Test
  void aBrokenDownloadIsGoneOnWith() {
    byte[] apk = desk.released(version);
    String path = "/apk/coll/app-release.apk";
    String etag = Sha256.ofContent(apk).etag();

    Response head = given().head(path);
    head.then()
        .statusCode(200)
        .header("Content-Length", Integer.toString(apk.length))
        .header("Content-Type", "application/vnd.android.package-archive")
        .header("Accept-Ranges", "bytes")
        .header("ETag", etag);
    Response rest = given().header("Range", "bytes=500-").header("If-Range", etag).get(path);
    rest.then()
        .statusCode(206)
        .header("Content-Range", "bytes 500-%d/%d".formatted(apk.length - 1, apk.length));
    assertThat(rest.asByteArray()).isEqualTo(Arrays.copyOfRange(apk, 500, apk.length));
    Response last = given().header("Range", "bytes=-10").get(path);
    assertThat(last.asByteArray()).isEqualTo(Arrays.copyOfRange(apk, apk.length - 10, apk.length));
    Response other = given().header("Range", "bytes=500-").header("If-Range", "\"x\"").get(path);
    assertThat(other.asByteArray()).isEqualTo(apk);
    given().header("If-None-Match", etag).get(path).then().statusCode(304);
    given().header("If-Match", "\"x\"").get(path).then().statusCode(412);
    given()
        .header("Range", "bytes=%d-".formatted(apk.length))
        .header("Accept-Language", "id")
        .get(path)
        .then()
        .statusCode(416)
        .header("Content-Range", "bytes */" + apk.length)
        .contentType("application/problem+json")
        .body("type", equalTo(PROBLEM + "range-not-satisfiable"));
    given()
        .get("/apk/coll/app-release-999999.apk")
        .then()
        .statusCode(404)
        .body("type", equalTo(PROBLEM + "release-not-found"));
  }

  @Test
  void theVersionCodeOnlyRises() {
    byte[] apk = desk.released(version);

    desk.publish(apk, 50).then().statusCode(200).body("rollout", equalTo(100));
    desk.publish(Packages.apk(Packages.COLL, version, "maker", 2000), 100)
        .then()
        .statusCode(409)
        .body("type", equalTo(PROBLEM + "version-not-higher"))
        .body("highest", greaterThanOrEqualTo(version));
    desk.publish(Packages.apk(1), 100).then().statusCode(409);
  }

  @Test
  void onlyThisAppOfThisMakerIsReleased() {
    desk.released(version);
    int next = desk.nextVersion();

    desk.publish(Packages.apk("id.loket.other", next, "maker", 10), 100)
        .then()
        .statusCode(422)
        .body("type", equalTo(PROBLEM + "apk-package-differs"));
    desk.publish(Packages.apk(Packages.COLL, next, "stranger", 10), 100)
        .then()
        .statusCode(422)
        .body("type", equalTo(PROBLEM + "apk-signer-differs"));
    desk.publish("bukan apk".getBytes(), 100)
        .then()
        .statusCode(422)
        .body("type", equalTo(PROBLEM + "not-an-apk"))
        .body("reason", equalTo("not-an-archive"));
    byte[] broken = Packages.apk(Packages.COLL, next, "maker", 50_000);
    broken[25_000] ^= 1;
    desk.publish(broken, 100).then().statusCode(422).body("reason", equalTo("signature-broken"));
    desk.publish(Packages.apk(next), 101).then().statusCode(400);
    desk.admin()
        .contentType("application/vnd.android.package-archive")
        .body(Packages.apk(next))
        .post("/apk/coll/releases?minVersionCode={v}", next + 1)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("minVersionCode"));
  }

  @Test
  void aStagedRolloutReachesMoreAndMoreDevicesAndNeverFewer() {
    int before = version;
    desk.released(before);
    int staged = desk.nextVersion();
    desk.publish(Packages.apk(staged), 20).then().statusCode(201);
    List<UUID> devices = IntStream.range(0, 60).mapToObj(i -> UUID.randomUUID()).toList();

    List<UUID> first = having(devices, staged);
    desk.change(staged, "{\"rollout\": 60}").then().statusCode(200);
    List<UUID> second = having(devices, staged);
    desk.change(staged, "{\"rollout\": 100}").then().statusCode(200);

    assertThat(first).hasSizeBetween(1, 35);
    assertThat(second).containsAll(first);
    assertThat(second.size()).isGreaterThan(first.size());
    assertThat(having(devices, staged)).hasSize(60);
    given().get("/apk/coll/latest.json").then().body("versionCode", equalTo(staged));
  }

  @Test
  void aHaltedReleaseIsOfferedToNobodyAndAHigherOneTakesItsPlace() {
    desk.released(version);
    int bad = desk.nextVersion();
    desk.released(bad);

    desk.change(bad, "{\"halted\": true}")
        .then()
        .statusCode(200)
        .body("haltReason", equalTo("by-hand"));
    assertThat(desk.latest(device).getInt("versionCode")).isEqualTo(version);
    given()
        .get("/apk/coll/app-release-{v}.apk", bad)
        .then()
        .statusCode(410)
        .body("type", equalTo(PROBLEM + "release-halted"));
    int again = desk.nextVersion();
    desk.released(again);

    assertThat(desk.latest(device).getInt("versionCode")).isEqualTo(again);
  }

  @Test
  void aStaleChangeIsRefused() {
    desk.released(version);
    desk.change(version, "{\"rollout\": 70}").then().statusCode(200).header("ETag", "\"2\"");

    desk.admin()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body("{\"rollout\": 80}")
        .patch("/apk/coll/releases/{v}", version)
        .then()
        .statusCode(412);
    desk.admin()
        .contentType("application/merge-patch+json")
        .body("{\"rollout\": 80}")
        .patch("/apk/coll/releases/{v}", version)
        .then()
        .statusCode(428);
    desk.change(version, "{\"rollout\": 170}").then().statusCode(400);
    desk.change(version, "{\"rollout\": 100}").then().statusCode(200);
  }

  @Test
  void whenTooManyDevicesFailTheReleaseIsHaltedByItself() {
    desk.released(version);
    int bad = desk.nextVersion();
    desk.released(bad);
    for (int i = 0; i < 18; i++) {
      desk.ping(UUID.randomUUID(), bad, "INSTALLED").then().statusCode(204);
    }
    UUID stubborn = UUID.randomUUID();
    for (int i = 0; i < 4; i++) {
      desk.ping(stubborn, bad, "FAILED").then().statusCode(204);
    }
    desk.ping(UUID.randomUUID(), bad, "FAILED").then().statusCode(204);
    assertThat(desk.latest(device).getInt("versionCode")).as("2 of 20").isEqualTo(bad);

    desk.ping(UUID.randomUUID(), bad, "FAILED").then().statusCode(204);

    assertThat(desk.latest(device).getInt("versionCode")).as("3 of 21").isEqualTo(version);
    desk.admin()
        .get("/apk/coll/releases/{v}", bad)
        .then()
        .body("halted", equalTo(true))
        .body("haltReason", equalTo("failure-rate"));
    desk.admin()
        .get("/apk/coll/releases/{v}/pings", bad)
        .then()
        .body("installed", equalTo(18))
        .body("failed", equalTo(3));
    desk.change(bad, "{\"halted\": false}").then().statusCode(200);
    desk.admin().get("/apk/coll/releases/{v}/pings", bad).then().body("failed", equalTo(0));
    assertThat(desk.latest(device).getInt("versionCode")).isEqualTo(bad);
  }

  @Test
  void whoMayDoWhat() {
    byte[] apk = Packages.apk(version);
    given().body(apk).post("/apk/coll/releases").then().statusCode(401);
    desk.phone(device)
        .contentType("application/vnd.android.package-archive")
        .body(apk)
        .post("/apk/coll/releases")
        .then()
        .statusCode(403);
    desk.phone(device).get("/apk/coll/releases").then().statusCode(403);
    desk.admin()
        .contentType("application/json")
        .body("{\"versionCode\": 1, \"outcome\": \"FAILED\"}")
        .post("/apk/coll/pings")
        .then()
        .statusCode(403);
    desk.ping(device, 999_999, "FAILED").then().statusCode(404);
    desk.ping(device, -1, "FAILED").then().statusCode(400);
    given().get("/apk/coll/latest.json?device=x y").then().statusCode(400);
    given().get("/q/metrics").then().statusCode(404);
  }

  @Test
  void whileTheStoreIsAwayPhonesAreServedFromWhatIsKnown() throws Exception {
    byte[] apk = desk.released(version);
    given().get("/apk/coll/app-release.apk").then().statusCode(200);
    LocalStackResource.stack().stop(Server.S3);
    try {
      assertThat(given().get("/apk/coll/app-release.apk").asByteArray()).isEqualTo(apk);
      assertThat(desk.latest(device).getInt("versionCode")).isEqualTo(version);
      desk.publish(Packages.apk(desk.nextVersion()), 100)
          .then()
          .statusCode(503)
          .body("type", equalTo(PROBLEM + "release-store-unavailable"));
    } finally {
      LocalStackResource.stack().restart(Server.S3);
    }
  }

  @Test
  void releasesAreListedNewestFirst() {
    desk.released(version);
    int next = desk.nextVersion();
    desk.released(next);

    List<Integer> versions =
        desk.admin().get("/apk/coll/releases").then().extract().path("items.versionCode");
    assertThat(versions).startsWith(next, version).isSortedAccordingTo((a, b) -> b - a);
    desk.admin()
        .get("/apk/coll/releases")
        .then()
        .body("items.packageName", everyItem(equalTo(Packages.COLL)));
  }

  private List<UUID> having(List<UUID> devices, int versionCode) {
    return devices.stream()
        .filter(d -> desk.latest(d).getInt("versionCode") == versionCode)
        .toList();
  }

  private static boolean isSigned(Response latest) throws Exception {
    String key = given().get("/apk/coll/signing-key").path("publicKey");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
    signature.update(latest.asByteArray());
    String value = latest.header("Loket-Signature").replace("ed25519=:", "").replace(":", "");
    return signature.verify(Base64.getDecoder().decode(value));
  }
}
