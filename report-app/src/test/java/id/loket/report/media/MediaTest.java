package id.loket.report.media;

import static id.loket.report.testing.City.nobody;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.local.Server;
import id.loket.photo.Photos;
import id.loket.report.testing.Bucket;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Photos and videos, honest and not, from upload to the picture people see (I8). */
@ReportAppTest
class MediaTest {
  private final City city = new City();
  private final Bucket bucket = new Bucket();
  private final Database database = new Database();

  @Test
  void aPhotoIsKeptUprightWithoutWhatTheCameraWroteIntoIt() {
    City.Made made = city.reported(city.category());
    byte[] photo = Photos.withExif(Photos.jpeg(1600, 800), 6, -6.9175, 107.6191);

    JsonPath media = city.photographed(made, photo);

    assertThat(media.getString("status")).isEqualTo("STORED");
    assertThat(media.getInt("width")).isEqualTo(800);
    assertThat(media.getInt("height")).isEqualTo(1600);
    assertThat(media.getDouble("suggestedLocation.lat")).isEqualTo(-6.9175);
    BufferedImage thumb = Photos.read(variant(made, media, "thumb"));
    BufferedImage web = Photos.read(variant(made, media, "web"));
    assertThat(thumb.getWidth()).isEqualTo(160);
    assertThat(thumb.getHeight()).isEqualTo(320);
    assertThat(web.getHeight()).isEqualTo(1280);
    assertThat(Photos.isRed(web, 0.75, 0.25)).as("turned clockwise").isTrue();
    assertThat(Photos.isRed(web, 0.25, 0.25)).isFalse();
    for (String kept : List.of("thumb", "web", "original")) {
      String bytes = new String(variant(made, media, kept), StandardCharsets.ISO_8859_1);
      assertThat(bytes).doesNotContain("RahasiaCam");
    }
    assertThat(bucket.get("staging/" + media.getString("id"))).isEmpty();
  }

  @Test
  void allEightOrientationsAreHeldUpright() {
    City.Made made = city.reported(city.category());
    double[][] red = {
      {.25, .25}, {.75, .25}, {.75, .75}, {.25, .75}, {.25, .25}, {.75, .25}, {.75, .75}, {.25, .75}
    };
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] photo = Photos.withExif(Photos.jpeg(64, 48), orientation, 0, 0);

      BufferedImage thumb = Photos.read(variant(made, city.photographed(made, photo), "thumb"));

      assertThat(thumb.getWidth()).isEqualTo(orientation < 5 ? 64 : 48);
      double[] corner = red[orientation - 1];
      assertThat(Photos.isRed(thumb, corner[0] * .9, corner[1] * .9))
          .as("orientation " + orientation)
          .isTrue();
    }
  }

  @Test
  void theSamePhotoSentTwiceIsOne() {
    City.Made made = city.reported(city.category());
    byte[] photo = Photos.png(300, 200);

    Response first = city.upload(city.citizen(made.reporter()), made.id(), photo, "BEFORE");
    Response second = city.upload(city.citizen(made.reporter()), made.id(), photo, "BEFORE");

    second.then().statusCode(202);
    assertThat(second.<String>path("id")).isEqualTo(first.path("id"));
    city.photographed(made, photo);
    nobody().get("/reports/{id}/media", made.id()).then().body("items", hasSize(1));
  }

  @Test
  void whatIsNoHonestPhotoIsRejectedAndLeavesNothingBehind() {
    City.Made made = city.reported(city.category());
    byte[] jpeg = Photos.jpeg(400, 300);
    byte[] zip = "PK\u0003\u0004isi arsip".getBytes(StandardCharsets.ISO_8859_1);

    rejected(made, new byte[0], "empty");
    rejected(made, "halo".getBytes(StandardCharsets.UTF_8), "type-not-taken");
    rejected(made, "GIF89a......".getBytes(StandardCharsets.UTF_8), "type-not-taken");
    rejected(made, Arrays.copyOf(jpeg, jpeg.length / 2), "truncated");
    rejected(made, Arrays.copyOf(Photos.png(400, 300), 200), "truncated");
    rejected(made, Photos.joined(jpeg, zip), "polyglot");
    rejected(made, Photos.claiming(jpeg, 20_000, 20_000), "too-many-pixels");
    rejected(made, Photos.pngBomb(25_000, 25_000), "too-many-pixels");
    rejected(made, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9}, "unreadable");
    rejected(made, video(), "video-not-taken");
  }

  @Test
  void fortyMegabytesAreTooLarge() {
    City.Made made = city.reported(city.category());
    byte[] large = Photos.joined(Photos.jpeg(400, 300), new byte[40 * 1024 * 1024]);

    rejected(made, large, "too-large");
  }

  @Test
  void aVideoIsKeptAsItIsWhereTheCategoryTakesIt() {
    City.Made made = city.reported(city.category(Map.of("takesVideo", true)));

    JsonPath media = city.photographed(made, video());

    assertThat(media.getString("status")).isEqualTo("STORED");
    assertThat(media.getString("contentType")).isEqualTo("video/mp4");
    assertThat(variant(made, media, "original")).isEqualTo(video());
    city.citizen(made.reporter())
        .get("/reports/{id}/media/{m}?variant=thumb", made.id(), media.getString("id"))
        .then()
        .statusCode(404)
        .body("type", equalTo("urn:loket:problem:variant-not-found"));
  }

  @Test
  void thePublicSeesPicturesButNoOriginals() {
    City.Made made = city.reported(city.category());
    String id = city.photographed(made, Photos.jpeg(50, 50)).getString("id");

    given()
        .redirects()
        .follow(false)
        .get("/reports/{r}/media/{m}?variant=thumb", made.id(), id)
        .then()
        .statusCode(303);
    nobody().get("/reports/{r}/media/{m}?variant=original", made.id(), id).then().statusCode(403);
    nobody().get("/reports/{r}/media/{m}?variant=huge", made.id(), id).then().statusCode(400);
  }

  @Test
  void strangersAddNothingAndReportersShowNoRepairs() {
    City.Made made = city.reported(city.category());
    byte[] photo = Photos.jpeg(20, 20);

    city.upload(city.citizen(UUID.randomUUID()), made.id(), photo, "BEFORE").then().statusCode(403);
    city.upload(city.citizen(made.reporter()), made.id(), photo, "AFTER").then().statusCode(403);
    city.upload(city.citizen(made.reporter()), made.id(), photo, "SIDEWAYS").then().statusCode(400);
    UUID officer = city.officerOf(made.category().unit());
    city.upload(city.officer(officer), made.id(), photo, "AFTER").then().statusCode(202);
  }

  @Test
  void enoughIsEnough() {
    City.Made made = city.reported(city.category());
    for (int n = 0; n < 10; n++) {
      city.upload(city.citizen(made.reporter()), made.id(), Photos.jpeg(16 + n, 16), "BEFORE")
          .then()
          .statusCode(202);
    }

    city.upload(city.citizen(made.reporter()), made.id(), Photos.jpeg(99, 99), "BEFORE")
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:too-many-media"));
  }

  @Test
  void photosGoWithTheirReport() {
    City.Made made = city.reported(city.category());
    UUID media = UUID.fromString(city.photographed(made, Photos.jpeg(40, 30)).getString("id"));
    assertThat(bucket.count(made.id(), media)).isEqualTo(3);

    city.citizen(made.reporter()).delete("/reports/{id}", made.id()).then().statusCode(204);

    await().atMost(City.PATIENCE).until(() -> bucket.count(made.id(), media) == 0);
  }

  @Test
  void whileTheObjectStoreIsAwayTextIsTakenAndPhotosAreAskedForAgain() {
    City.Category category = city.category();
    byte[] photo = Photos.jpeg(60, 40);
    LocalStackResource.stack().kill(Server.S3);
    City.Made made;
    try {
      made = city.reported(category);
      city.upload(city.citizen(made.reporter()), made.id(), photo, "BEFORE")
          .then()
          .statusCode(503)
          .header("Retry-After", "5")
          .body("type", equalTo("urn:loket:problem:media-store-unavailable"));
    } finally {
      LocalStackResource.stack().restart(Server.S3);
    }

    JsonPath media =
        await()
            .atMost(City.PATIENCE)
            .ignoreExceptionsMatching(e -> true)
            .until(
                () -> {
                  Response again =
                      city.upload(city.citizen(made.reporter()), made.id(), photo, "BEFORE");
                  again.then().statusCode(202);
                  return city.outcome(city.citizen(made.reporter()), again.header("Location"));
                },
                outcome -> outcome.getString("status").equals("STORED"));
    assertThat(media.getInt("width")).isEqualTo(60);
    assertThat(database.count("select count(*) from media where report_id = $1", made.id()))
        .isEqualTo(1);
  }

  @Test
  void anUploadThatBrokeOffLeavesNothingBehind() {
    City.Made made = city.reported(city.category());
    UUID broken = UUID.randomUUID();
    database.query(
        """
        insert into media (id, report_id, purpose, sha256, size, status, work_until)
        values ($1, $2, 'BEFORE', 'x', 1, 'STAGING', now() - interval '1 minute')
        """,
        broken,
        made.id());

    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                database.count(
                    "select count(*) from media where id = $1 and status = 'DELETED'"
                        + " and cleared_at is not null",
                    broken),
            count -> count == 1);
  }

  @Test
  void whatTheStoreTellsIsTakenUpToo() throws Exception {
    City.Made made = city.reported(city.category());
    String id = city.photographed(made, Photos.jpeg(80, 60)).getString("id");
    // As if it had just arrived, and neither a message of ours nor the sweep would find it.
    database.query(
        """
        update media set status = 'PLACED', width = null, updated_at = now() + interval '1 hour'
        where id = $1
        """,
        UUID.fromString(id));
    String told =
        """
        {"EventName": "s3:ObjectCreated:Put", "Records": [{"eventName": "ObjectCreated:Put",
          "s3": {"bucket": {"name": "loket-reports"},
                 "object": {"key": "reports%%2F%s%%2F%s%%2Foriginal"}}}]}"""
            .formatted(made.id(), id);

    try (Connection connection = OtherServices.connect();
        Channel channel = connection.createChannel()) {
      channel.basicPublish(
          "loket.events",
          "object.created",
          new AMQP.BasicProperties.Builder().contentType("application/json").build(),
          told.getBytes(StandardCharsets.UTF_8));
    }

    JsonPath media =
        city.outcome(city.citizen(made.reporter()), "/reports/" + made.id() + "/media/" + id);
    assertThat(media.getInt("width")).isEqualTo(80);
  }

  private void rejected(City.Made made, byte[] file, String reason) {
    JsonPath media = city.photographed(made, file);

    assertThat(media.getString("status")).as(reason).isEqualTo("REJECTED");
    assertThat(media.getString("reason")).isEqualTo(reason);
    assertThat(media.getString("explanation")).isNotBlank().doesNotContain("rejected.");
    UUID id = UUID.fromString(media.getString("id"));
    await().atMost(City.PATIENCE).until(() -> bucket.count(made.id(), id) == 0);
  }

  private byte[] variant(City.Made made, JsonPath media, String name) {
    String url =
        city.citizen(made.reporter())
            .redirects()
            .follow(false)
            .get("/reports/{r}/media/{m}?variant={v}", made.id(), media.getString("id"), name)
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    return given()
        .urlEncodingEnabled(false)
        .get(url)
        .then()
        .statusCode(200)
        .extract()
        .asByteArray();
  }

  private static byte[] video() {
    return "\0\0\0\u0018ftypisom\0\0\0\0isommp42 dan seterusnya"
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
