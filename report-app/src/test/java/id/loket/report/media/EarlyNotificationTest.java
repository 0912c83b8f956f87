package id.loket.report.media;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

import id.loket.photo.Photos;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A store that tells of objects tells of one before the row says that it lies there: the copy comes
 * first. No sweep helps within the hour here.
 */
@ReportAppTest
@TestProfile(EarlyNotificationTest.StoreNotifies.class)
class EarlyNotificationTest {
  private final City city = new City();
  private final Database database = new Database();

  @Inject StoreNotifications notifications;
  @Inject MediaWork work;

  /** The store notifies, and nobody else does. */
  public static class StoreNotifies implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "loket.media.store-notifies",
          "true",
          "loket.media.patience",
          "1h",
          "loket.s3.public-endpoint",
          "https://gambar.example.org");
    }
  }

  @Test
  void whatTheStoreTellsBeforeTheRowSaysSoIsNotForgotten() {
    City.Made made = city.reported(city.category());
    UUID media = placed(made);
    // Back to where a replica has copied it and not committed yet, and is told of by the store.
    database.query(
        "update media set status = 'UPLOADED', work_until = now() + interval '1 hour' where id = $1",
        media);
    notifications
        .mediaIn(told(made.id(), media))
        .forEach(id -> work.arrived(id).await().atMost(City.PATIENCE));
    database.query("update media set work_until = now() where id = $1", media);

    work.place(media).await().atMost(City.PATIENCE);

    awaitStatus(media, "STORED");
  }

  @Test
  void linksAreSignedForTheAddressPeopleUse() {
    City.Made made = city.reported(city.category());
    UUID media = placed(made);
    work.process(media).await().atMost(City.PATIENCE);

    given()
        .redirects()
        .follow(false)
        .get("/reports/{r}/media/{m}?variant=thumb", made.id(), media)
        .then()
        .statusCode(303)
        .header("Location", startsWith("https://gambar.example.org/loket-reports/reports/"));
  }

  private UUID placed(City.Made made) {
    String location =
        city.upload(city.citizen(made.reporter()), made.id(), Photos.jpeg(90, 60), "BEFORE")
            .then()
            .statusCode(202)
            .extract()
            .header("Location");
    UUID media = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    awaitStatus(media, "PLACED");
    return media;
  }

  private void awaitStatus(UUID media, String status) {
    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database
                    .query("select status from media where id = $1", media)
                    .getFirst()
                    .getString(0),
            status::equals);
  }

  private static String told(UUID report, UUID media) {
    return """
        {"Records": [{"s3": {"object": {"key": "reports%%2F%s%%2F%s%%2Foriginal"}}}]}"""
        .formatted(report, media);
  }
}
