package id.loket.collector.testing;

import static io.restassured.RestAssured.given;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.TestTokens;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Calls as they come from phones and people. */
public final class Phone {
  public static final UUID DEVICE = UUID.fromString("01a1f8ed-0000-7000-8000-000000000001");

  private Phone() {}

  public static RequestSpecification device() {
    return deviceOf("collector");
  }

  /** A device with a token of that service. */
  public static RequestSpecification deviceOf(String issuer) {
    return given()
        .header("Authorization", tokens().device(issuer, MachineStandIn.COLLECTOR, DEVICE))
        .contentType(ContentType.JSON);
  }

  public static RequestSpecification user(String... roles) {
    return given()
        .header("Authorization", tokens().user(UUID.randomUUID(), roles))
        .contentType(ContentType.JSON);
  }

  public static RequestSpecification gateway() {
    return service("gateway");
  }

  public static RequestSpecification service(String name) {
    return given()
        .header("Authorization", tokens().service(name, "collector"))
        .contentType(ContentType.JSON);
  }

  private static TestTokens tokens() {
    return new TestTokens(LocalStackResource.stack());
  }

  /** A visit as docs/sync.md shows it. */
  public static Map<String, Object> visit(long sequence) {
    Map<String, Object> visit = new HashMap<>();
    visit.put("assignmentId", "01a1f000-0000-7000-8000-00000000000a");
    visit.put("result", "PART_PAID");
    visit.put("note", "Sisanya Senin");
    visit.put("location", Map.of("lat", -6.917464, "lon", 107.619123, "accuracy", 12));
    visit.put(
        "receipt",
        Map.of(
            "number", "KW-0001",
            "amount", Map.of("amount", 150_000, "currency", "IDR"),
            "method", "CASH"));
    visit.put(
        "promise",
        Map.of("date", "2026-11-23", "amount", Map.of("amount", 350_000, "currency", "IDR")));
    visit.put(
        "photos",
        List.of(
            Map.of(
                "id", MachineStandIn.PHOTO,
                "sha256", MachineStandIn.PHOTO_SHA256,
                "size", 183_422)));
    Map<String, Object> item = new HashMap<>();
    item.put("id", UUID.randomUUID());
    item.put("sequence", sequence);
    item.put("batchId", MachineStandIn.BATCH);
    item.put("kind", "VISIT");
    item.put("recordedAt", "2026-11-20T02:10:00Z");
    item.put("visit", visit);
    return item;
  }
}
