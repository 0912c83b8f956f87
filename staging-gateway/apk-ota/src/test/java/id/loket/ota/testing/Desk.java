package id.loket.ota.testing;

import static io.restassured.RestAssured.given;

import id.loket.kit.auth.Role;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Where releases are made and phones ask for them. */
public final class Desk {
  private static final AtomicInteger VERSION = new AtomicInteger(100);

  /** A version code above all before. */
  public int nextVersion() {
    return VERSION.incrementAndGet();
  }

  /** A request of an administrator. */
  public RequestSpecification admin() {
    return given().header("Authorization", tokens().user(UUID.randomUUID(), Role.ADMIN));
  }

  /** A request of a phone. */
  public RequestSpecification phone(UUID device) {
    return given().header("Authorization", tokens().device("collector", UUID.randomUUID(), device));
  }

  public Response publish(byte[] apk, int rollout) {
    return admin()
        .contentType("application/vnd.android.package-archive")
        .body(apk)
        .post("/apk/coll/releases?rollout={r}", rollout);
  }

  /** A release for everybody. */
  public byte[] released(int versionCode) {
    byte[] apk = Packages.apk(versionCode);
    publish(apk, 100).then().statusCode(201);
    return apk;
  }

  public Response change(int versionCode, String patch) {
    String etag =
        admin().get("/apk/coll/releases/{v}", versionCode).then().extract().header("ETag");
    return admin()
        .contentType("application/merge-patch+json")
        .header("If-Match", etag)
        .body(patch)
        .patch("/apk/coll/releases/{v}", versionCode);
  }

  /** What a device should have. */
  public JsonPath latest(UUID device) {
    return given()
        .get("/apk/coll/latest.json?device={d}", device)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  /** Says how an update went. */
  public Response ping(UUID device, int versionCode, String outcome) {
    return phone(device)
        .contentType("application/json")
        .body("{\"versionCode\": %d, \"outcome\": \"%s\"}".formatted(versionCode, outcome))
        .post("/apk/coll/pings");
  }

  private static TestTokens tokens() {
    return new TestTokens(LocalStackResource.stack());
  }
}
