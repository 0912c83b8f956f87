package id.loket.staging.refusal;

import static id.loket.staging.testing.Field.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was refused is seen, and stays until somebody has put it right. */
@StagingTest
class RefusalTest {
  private static final String LIST = "/refusals?collector={c}";

  @Test
  void whatWasRefusedIsListedWithItsReasonAndPaged() {
    Field field = Field.loggedIn();
    for (int i = 0; i < 5; i++) {
      field.push(List.of(ofNoBatch(field))).then().body("refused", hasSize(1));
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          service()
              .queryParam("limit", 2)
              .queryParams(cursor == null ? Map.of() : Map.of("cursor", cursor))
              .get(LIST, field.collector)
              .then()
              .statusCode(200)
              .body("items[0].problem", equalTo("batch-unknown"))
              .body("items[0].deviceId", equalTo(field.device.toString()))
              .body("items[0].collector", equalTo("Budi Santoso"))
              .body("items[0].body", notNullValue())
              .body("items[0].settlement", nullValue())
              .extract()
              .jsonPath();
      seen.addAll(page.getList("items.id", String.class));
      cursor = page.getString("next");
    } while (cursor != null);

    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    service().get(LIST, Field.loggedIn().collector).then().body("items", hasSize(0));
  }

  @Test
  void aBetterItemUnderTheSameIdSettlesByItself() {
    Field field = Field.loggedIn();
    Map<String, Object> wrong = ofNoBatch(field);
    field.push(List.of(wrong));
    Map<String, Object> right = new HashMap<>(wrong);
    right.put("batchId", field.batch);

    field.push(List.of(right)).then().body("stored", equalTo(1));

    service().get(LIST + "&settled=false", field.collector).then().body("items", hasSize(0));
    service()
        .get(LIST + "&settled=true", field.collector)
        .then()
        .body("items[0].settlement.replacement", equalTo(wrong.get("id").toString()))
        .body("items[0].settlement.by", equalTo("device:" + field.device));
  }

  @Test
  void itIsSettledByAnotherItemOfTheSameCollectorOnce() {
    Field field = Field.loggedIn();
    String refusal = refused(field);
    Map<String, Object> anew = field.visit(UUID.randomUUID(), 0);
    field.push(List.of(anew));
    Field stranger = Field.loggedIn();
    Map<String, Object> strange = stranger.visit(UUID.randomUUID(), 0);
    stranger.push(List.of(strange));

    settle(refusal, "dicatat ulang", strange.get("id"), field.collector).then().statusCode(400);
    settle(refusal, "bukan punya saya", null, stranger.collector)
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:refusal-not-found"));
    settle(refusal, "dicatat ulang", anew.get("id"), field.collector)
        .then()
        .statusCode(200)
        .body("settlement.replacement", equalTo(anew.get("id").toString()))
        .body("settlement.reason", equalTo("dicatat ulang"));
    settle(refusal, "lain", null, null)
        .then()
        .statusCode(200)
        .body("settlement.reason", equalTo("dicatat ulang"));
  }

  @Test
  void anIdThatWasReusedIsNotSettledByTheItemThatHasIt() {
    Field field = Field.loggedIn();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 0);
    field.push(List.of(visit));
    Map<String, Object> other = new HashMap<>(visit);
    other.put("hash", Field.sha256("other"));
    field.push(List.of(other)).then().body("refused[0].problem", equalTo("id-reused"));

    service().get(LIST + "&settled=false", field.collector).then().body("items", hasSize(1));
  }

  private static String refused(Field field) {
    field.push(List.of(ofNoBatch(field)));
    return service().get(LIST, field.collector).then().extract().path("items[0].id");
  }

  private static Map<String, Object> ofNoBatch(Field field) {
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 0);
    visit.put("batchId", UUID.randomUUID());
    return visit;
  }

  private static io.restassured.response.Response settle(
      String refusal, String reason, Object replacement, UUID collector) {
    Map<String, Object> how = new HashMap<>();
    how.put("by", "user:" + UUID.randomUUID());
    how.put("reason", reason);
    how.put("replacement", replacement);
    how.put("collectorId", collector);
    return service().body(how).post("/refusals/{id}/settlement", refusal);
  }
}
