package id.loket.staging.photo;

import static org.hamcrest.Matchers.contains;

import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever keeps photos can ask which of them visits have. */
@StagingTest
class PhotoTest {
  @Test
  void thoseThatAVisitHasOrWaitsForAreKnown() {
    Field field = Field.loggedIn();
    UUID photo = UUID.randomUUID();
    Map<String, Object> visit = field.visit(UUID.randomUUID(), 5_000);
    @SuppressWarnings("unchecked")
    Map<String, Object> said = (Map<String, Object>) visit.get("visit");
    said.put("photos", List.of(Map.of("id", photo, "sha256", "ab".repeat(32))));
    field.push(List.of(visit)).then().statusCode(200);

    Field.service()
        .body(Map.of("ids", List.of(photo, UUID.randomUUID())))
        .post("/photos/known")
        .then()
        .statusCode(200)
        .body("ids", contains(photo.toString()));
  }

  @Test
  void noMoreAreAskedAboutThanOneAnswerHolds() {
    Field.service()
        .body(Map.of("ids", Stream.generate(UUID::randomUUID).limit(1001).toList()))
        .post("/photos/known")
        .then()
        .statusCode(400);
  }
}
