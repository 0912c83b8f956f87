package id.loket.media.upload;

import static id.loket.media.testing.Phone.base64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.kit.http.Sha256;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.media.testing.MediaServiceTest;
import id.loket.media.testing.Phone;
import id.loket.photo.Photos;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** tus 1.0.0, rule by rule, and what phones do to it. */
@MediaServiceTest
class UploadTest {
  private static final String PROBLEM = "urn:loket:problem:";

  private final Phone phone = Phone.ofACollector();
  private final UUID id = UUID.randomUUID();

  @Test
  void aPhotoSentInPiecesIsWholeAndKnownByItsDigest() {
    byte[] photo = Photos.jpeg(900, 700);

    phone
        .announce(id, photo)
        .then()
        .statusCode(201)
        .header("Location", equalTo("/media/uploads/" + id))
        .header("Tus-Resumable", equalTo("1.0.0"))
        .header("Upload-Expires", notNullValue());
    int half = photo.length / 2;
    phone
        .send(id, 0, Arrays.copyOf(photo, half))
        .then()
        .statusCode(204)
        .header("Upload-Offset", equalTo(Integer.toString(half)));
    phone.ask().get("/media/{id}", id).then().statusCode(404);
    phone
        .tus()
        .head("/media/uploads/{id}", id)
        .then()
        .statusCode(200)
        .header("Upload-Offset", equalTo(Integer.toString(half)))
        .header("Upload-Length", equalTo(Integer.toString(photo.length)))
        .header("Cache-Control", equalTo("no-store"));
    phone.send(id, half, Arrays.copyOfRange(photo, half, photo.length)).then().statusCode(204);

    Response got = phone.ask().get("/media/{id}", id);
    assertThat(got.asByteArray()).isEqualTo(photo);
    assertThat(got.header("Repr-Digest")).isEqualTo(Sha256.ofContent(photo).header());
  }

  /** What had just arrived when the connection broke may be lost: one read of the socket. */
  private static final int AT_MOST_SENT_AGAIN = 128 * 1024;

  @Test
  void cutAtRandomBytesItIsGoneOnWithAndNeverBegunAgain() {
    byte[] photo = Photos.joined(Photos.jpeg(1200, 900), new byte[3_000_000]);
    Random random = new Random(7);
    phone.announce(id, photo).then().statusCode(201);

    long offset = 0;
    for (int cuts = 0; cuts < 8; cuts++) {
      byte[] rest = Arrays.copyOfRange(photo, (int) offset, photo.length);
      int after = AT_MOST_SENT_AGAIN + random.nextInt(200_000);
      phone.sendAndBreakOff(id, offset, rest, after);
      long sent = offset + after;
      await().until(() -> phone.offset(id) >= sent - AT_MOST_SENT_AGAIN);
      offset = phone.offset(id);
      assertThat(offset).isLessThanOrEqualTo(sent);
    }
    Response answer;
    do {
      answer = phone.send(id, offset, Arrays.copyOfRange(photo, (int) offset, photo.length));
      offset = Long.parseLong(answer.header("Upload-Offset"));
    } while (answer.statusCode() == 409);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void whatComesInCrumbsIsGivenUpAndBegunAnew() {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo).then().statusCode(201);

    int sent = 0;
    Response answer = phone.send(id, 0, new byte[] {photo[0]});
    while (answer.statusCode() == 204) {
      sent++;
      answer = phone.send(id, sent, new byte[] {photo[sent]});
    }

    answer.then().statusCode(410).body("type", equalTo(PROBLEM + "upload-expired"));
    assertThat(sent).isEqualTo(41);
    phone.announce(id, photo).then().statusCode(201);
    phone.send(id, 0, photo).then().statusCode(204);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void announcedAgainItIsTheSameUploadHoweverFarItGot() {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo).then().statusCode(201);
    phone.send(id, 0, Arrays.copyOf(photo, 1000)).then().statusCode(204);

    phone.announce(id, photo).then().statusCode(201).header("Upload-Offset", equalTo("1000"));
    phone.send(id, 1000, Arrays.copyOfRange(photo, 1000, photo.length)).then().statusCode(204);
    phone
        .announce(id, photo)
        .then()
        .statusCode(201)
        .header("Upload-Offset", equalTo(Integer.toString(photo.length)));
    assertThat(phone.offset(id)).isEqualTo(photo.length);
  }

  @Test
  void completeWhenTheProcessDiedItIsAPictureOnceAnnouncedAgain() throws Exception {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo).then().statusCode(201);
    phone.send(id, 0, Arrays.copyOf(photo, 1000)).then().statusCode(204);
    LocalStack stack = LocalStackResource.stack();
    Path bucket =
        stack
            .dataFolder()
            .resolve("s3/buckets")
            .resolve(stack.environment(LoketService.MEDIA).get("LOKET_S3_BUCKET"));
    Files.write(
        bucket.resolve(Upload.part(id, 1000)), Arrays.copyOfRange(photo, 1000, photo.length));

    phone
        .announce(id, photo)
        .then()
        .statusCode(201)
        .header("Upload-Offset", equalTo(Integer.toString(photo.length)));
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void anIdIsTakenOnce() {
    phone.announce(id, Photos.jpeg(300, 200)).then().statusCode(201);

    phone
        .announce(id, Photos.jpeg(310, 210))
        .then()
        .statusCode(409)
        .body("type", equalTo(PROBLEM + "media-id-taken"));
    Phone.ofACollector().announce(id, Photos.jpeg(300, 200)).then().statusCode(409);
  }

  @Test
  void whoIsSomewhereElseIsToldWhereToGoOn() {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo);
    phone.send(id, 0, Arrays.copyOf(photo, 500));

    phone
        .send(id, 100, new byte[10])
        .then()
        .statusCode(409)
        .header("Upload-Offset", equalTo("500"))
        .body("type", equalTo(PROBLEM + "upload-offset-differs"))
        .body("offset", equalTo(500));
  }

  @Test
  void ofManyThatSendTheSameBytesAtOnceOneIsKept() throws Exception {
    byte[] photo = Photos.jpeg(800, 600);
    phone.announce(id, photo);

    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      Callable<Integer> sending = () -> phone.send(id, 0, photo).statusCode();
      List<Future<Integer>> answers = pool.invokeAll(java.util.Collections.nCopies(4, sending));
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(204, 409);
      }
    }
    assertThat(phone.offset(id)).isEqualTo(photo.length);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void bytesWithAWrongChecksumDoNotCount() throws Exception {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo);
    String good =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(photo));

    Response bad = checked("sha1 " + Base64.getEncoder().encodeToString(new byte[20]), photo);
    bad.then().statusCode(460).body("type", equalTo(PROBLEM + "upload-checksum-differs"));
    assertThat(phone.offset(id)).isZero();
    checked("crc99 AAAA", photo).then().statusCode(400);
    checked("sha1 " + good, photo).then().statusCode(204);

    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void whatIsNotWhatWasDeclaredIsRefusedAndBegunAnew() {
    byte[] photo = Photos.jpeg(300, 200);
    byte[] other = photo.clone();
    other[other.length / 2] ^= 1;
    phone.announce(id, photo);

    phone
        .send(id, 0, other)
        .then()
        .statusCode(422)
        .body("type", equalTo(PROBLEM + "media-digest-differs"));

    phone.tus().head("/media/uploads/{id}", id).then().statusCode(404);
    phone.announce(id, photo).then().statusCode(201);
    phone.send(id, 0, photo).then().statusCode(204);
  }

  @Test
  void whatIsNoPictureIsNotKept() {
    byte[] text = "bukan foto".getBytes();
    phone.announce(id, text);

    phone
        .send(id, 0, text)
        .then()
        .statusCode(415)
        .body("type", equalTo(PROBLEM + "media-type-not-taken"));
    phone.ask().head("/media/{id}", id).then().statusCode(404);
  }

  @Test
  void theRulesOfTusAreKept() {
    byte[] photo = Photos.jpeg(300, 200);
    RestAssured.given()
        .options("/media/uploads")
        .then()
        .statusCode(204)
        .header("Tus-Version", "1.0.0")
        .header("Tus-Max-Size", "26214400")
        .header("Tus-Checksum-Algorithm", "md5,sha1,sha256")
        .header("Tus-Extension", "creation,creation-with-upload,expiration,checksum,termination");
    phone
        .ask()
        .header("Upload-Length", 5)
        .post("/media/uploads")
        .then()
        .statusCode(412)
        .header("Tus-Version", "1.0.0")
        .header("Tus-Resumable", "1.0.0");
    phone
        .tus()
        .header("Upload-Length", 26_214_401)
        .post("/media/uploads")
        .then()
        .statusCode(413)
        .header("Tus-Max-Size", "26214400");
    phone.tus().post("/media/uploads").then().statusCode(400);
    phone.tus().header("Upload-Length", "-5").post("/media/uploads").then().statusCode(400);
    phone.announce(id, photo);
    phone
        .tus()
        .header("Upload-Offset", 0)
        .contentType("image/jpeg")
        .body(photo)
        .patch("/media/uploads/{id}", id)
        .then()
        .statusCode(415)
        .body("type", equalTo(PROBLEM + "upload-type-not-taken"));
    phone.send(id, 0, Photos.joined(photo, new byte[1])).then().statusCode(413);
    phone.send(UUID.randomUUID(), 0, photo).then().statusCode(404);
  }

  @Test
  void badMetadataIsToldWhatToMend() {
    for (String bad :
        List.of(
            "id",
            "id " + base64("7"),
            "sha256 " + base64("xyz"),
            "kind " + base64("video"),
            "id !!",
            "a b c",
            ",",
            "id " + base64(id.toString()) + ",id " + base64(id.toString()))) {
      phone
          .tus()
          .header("Upload-Length", 5)
          .header("Upload-Metadata", bad)
          .header("Accept-Language", "id")
          .post("/media/uploads")
          .then()
          .statusCode(400)
          .body("errors[0].field", org.hamcrest.Matchers.startsWith("Upload-Metadata"));
    }
  }

  @Test
  void anUploadGivenUpIsGone() {
    phone.announce(id, Photos.jpeg(300, 200));
    phone.send(id, 0, new byte[100]);

    phone.tus().delete("/media/uploads/{id}", id).then().statusCode(204);

    phone.tus().head("/media/uploads/{id}", id).then().statusCode(404);
    phone.tus().delete("/media/uploads/{id}", id).then().statusCode(404);
  }

  @Test
  void nobodySeesOrGoesOnWithSomebodyElsesUpload() {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo);

    Phone stranger = Phone.ofACollector();
    stranger.tus().head("/media/uploads/{id}", id).then().statusCode(404);
    stranger.send(id, 0, photo).then().statusCode(404);
    stranger.tus().delete("/media/uploads/{id}", id).then().statusCode(404);
    Phone.ofACitizen().announce(UUID.randomUUID(), photo).then().statusCode(403);
    RestAssured.given()
        .header("Tus-Resumable", "1.0.0")
        .post("/media/uploads")
        .then()
        .statusCode(401);
  }

  @Test
  void theFirstBytesMayComeWithTheAnnouncement() {
    byte[] photo = Photos.png(60, 40);

    phone
        .tus()
        .header("Upload-Length", photo.length)
        .header("Upload-Metadata", "id " + base64(id.toString()))
        .contentType("application/offset+octet-stream")
        .body(photo)
        .post("/media/uploads")
        .then()
        .statusCode(201)
        .header("Upload-Offset", equalTo(Integer.toString(photo.length)));

    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void whileTheStoreIsAwayWhatHadArrivedIsKept() throws Exception {
    byte[] photo = Photos.jpeg(300, 200);
    phone.announce(id, photo);
    phone.send(id, 0, Arrays.copyOf(photo, 700));
    LocalStackResource.stack().stop(Server.S3);
    try {
      phone
          .send(id, 700, Arrays.copyOfRange(photo, 700, photo.length))
          .then()
          .statusCode(503)
          .header("Retry-After", notNullValue())
          .body("type", equalTo(PROBLEM + "media-store-unavailable"));
    } finally {
      LocalStackResource.stack().restart(Server.S3);
    }

    assertThat(phone.offset(id)).isEqualTo(700);
    phone.send(id, 700, Arrays.copyOfRange(photo, 700, photo.length)).then().statusCode(204);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  private Response checked(String checksum, byte[] bytes) {
    return phone
        .tus()
        .header("Upload-Offset", 0)
        .header("Upload-Checksum", checksum)
        .contentType("application/offset+octet-stream")
        .body(bytes)
        .patch("/media/uploads/{id}", id);
  }
}
