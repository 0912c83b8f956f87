package id.loket.media.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.http.Sha256;
import id.loket.media.testing.MediaServiceTest;
import id.loket.media.testing.Phone;
import id.loket.photo.Photos;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pictures as a whole, in parts and small. */
@MediaServiceTest
class PictureTest {
  private static final String PROBLEM = "urn:loket:problem:";

  private final Phone phone = Phone.ofACollector();
  private final UUID id = UUID.randomUUID();

  @Test
  void aPictureIsKeptBitForBitAndSentAgainItIsTheSame() {
    byte[] photo = Photos.withExif(Photos.jpeg(400, 300), 6, -6.9, 107.6);
    Sha256 digest = Sha256.ofContent(photo);

    put(photo, digest).then().statusCode(201).header("ETag", digest.etag());
    put(photo, digest).then().statusCode(200).header("Repr-Digest", digest.header());

    Response got = phone.ask().get("/media/{id}", id);
    assertThat(got.asByteArray()).isEqualTo(photo);
    assertThat(got.contentType()).isEqualTo("image/jpeg");
    assertThat(got.header("ETag")).isEqualTo(digest.etag());
    assertThat(got.header("Content-Length")).isEqualTo(Integer.toString(photo.length));
    assertThat(got.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(got.header("Cache-Control")).contains("private").contains("immutable");
  }

  @Test
  void aHeadSaysTheSameWithoutBytes() {
    byte[] photo = Photos.jpeg(400, 300);
    put(photo, Sha256.ofContent(photo));

    Response head = phone.ask().head("/media/{id}", id);

    head.then()
        .statusCode(200)
        .header("Content-Length", Integer.toString(photo.length))
        .header("ETag", Sha256.ofContent(photo).etag())
        .header("Repr-Digest", Sha256.ofContent(photo).header());
    assertThat(head.asByteArray()).isEmpty();
    Phone.ofTheCollectorService()
        .ask()
        .head("/media/{id}", id)
        .then()
        .statusCode(200)
        .header("Repr-Digest", Sha256.ofContent(photo).header());
  }

  @Test
  void aBrokenDownloadIsGoneOnWith() {
    byte[] photo = Photos.jpeg(400, 300);
    put(photo, Sha256.ofContent(photo));
    String etag = Sha256.ofContent(photo).etag();

    Response rest =
        phone.ask().header("Range", "bytes=1000-").header("If-Range", etag).get("/media/{id}", id);
    rest.then()
        .statusCode(206)
        .header("Content-Range", "bytes 1000-%d/%d".formatted(photo.length - 1, photo.length));
    assertThat(rest.asByteArray()).isEqualTo(Arrays.copyOfRange(photo, 1000, photo.length));
    Response whole =
        phone
            .ask()
            .header("Range", "bytes=1000-")
            .header("If-Range", "\"other\"")
            .get("/media/{id}", id);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.asByteArray()).isEqualTo(photo);
    phone.ask().header("If-None-Match", etag).get("/media/{id}", id).then().statusCode(304);
    phone.ask().header("If-Match", "\"x\"").get("/media/{id}", id).then().statusCode(412);
    phone
        .ask()
        .header("Range", "bytes=" + photo.length + "-")
        .get("/media/{id}", id)
        .then()
        .statusCode(416)
        .header("Content-Range", "bytes */" + photo.length)
        .body("type", equalTo(PROBLEM + "range-not-satisfiable"));
  }

  @Test
  void smallOnesAreHeldUprightAndSayNothingOfTheCamera() {
    byte[] photo = Photos.withExif(Photos.jpeg(1600, 800), 6, -6.9175, 107.6191);
    put(photo, Sha256.ofContent(photo));

    BufferedImage thumb = Photos.read(variant("thumb"));
    BufferedImage web = Photos.read(variant("web"));

    assertThat(thumb.getHeight()).isEqualTo(320);
    assertThat(thumb.getWidth()).isEqualTo(160);
    assertThat(web.getHeight()).isEqualTo(1280);
    assertThat(new String(variant("web"), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("RahasiaCam");
    phone
        .ask()
        .head("/media/{id}?variant=thumb", id)
        .then()
        .statusCode(200)
        .header("Content-Length", Integer.toString(variant("thumb").length));
    phone.ask().get("/media/{id}?variant=poster", id).then().statusCode(404);
  }

  @Test
  void whatCannotBeDrawnIsKeptAllTheSame() {
    byte[] photo = Photos.claiming(Photos.jpeg(400, 300), 20_000, 20_000);
    put(photo, Sha256.ofContent(photo)).then().statusCode(201);

    phone
        .ask()
        .get("/media/{id}?variant=thumb", id)
        .then()
        .statusCode(409)
        .body("type", equalTo(PROBLEM + "variant-not-possible"))
        .body("reason", equalTo("too-many-pixels"));
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void aPhotoIsNeverReplaced() {
    byte[] photo = Photos.jpeg(400, 300);
    put(photo, Sha256.ofContent(photo));
    byte[] other = Photos.jpeg(410, 310);

    put(other, Sha256.ofContent(other))
        .then()
        .statusCode(409)
        .body("type", equalTo(PROBLEM + "media-id-taken"));
    Phone.ofAnAdministrator()
        .ask()
        .header("If-Match", Sha256.ofContent(photo).etag())
        .body(other)
        .contentType("image/jpeg")
        .put("/media/{id}?kind=image", id)
        .then()
        .statusCode(409);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(photo);
  }

  @Test
  void aLogoIsAnAdministratorsAndSeenByAll() {
    Phone admin = Phone.ofAnAdministrator();
    byte[] logo = Photos.png(64, 64);
    byte[] next = Photos.png(65, 65);
    phone
        .ask()
        .contentType("image/png")
        .body(logo)
        .put("/media/{id}?kind=logo", id)
        .then()
        .statusCode(403);

    logo(admin, logo, null).then().statusCode(201);
    assertThat(phone.ask().get("/media/{id}", id).asByteArray()).isEqualTo(logo);
    logo(admin, next, "\"stale\"").then().statusCode(412);
    logo(admin, next, Sha256.ofContent(logo).etag()).then().statusCode(200);

    Response got = phone.ask().get("/media/{id}", id);
    assertThat(got.asByteArray()).isEqualTo(next);
    assertThat(got.header("Cache-Control")).contains("no-cache");
  }

  @Test
  void somebodyElsesPhotoIsNotThere() {
    byte[] photo = Photos.jpeg(400, 300);
    put(photo, Sha256.ofContent(photo));

    Phone.ofACollector().ask().get("/media/{id}", id).then().statusCode(404);
    Phone.ofAnAdministrator().ask().get("/media/{id}", id).then().statusCode(200);
    Phone.ofACitizen().ask().get("/media/{id}", id).then().statusCode(403);
    RestAssured.get("/media/{id}", id).then().statusCode(401);
  }

  @Test
  void badInputIsToldWhatToMend() {
    byte[] photo = Photos.jpeg(40, 30);
    put("teks".getBytes(), Sha256.ofContent("teks".getBytes())).then().statusCode(415);
    put(photo, Sha256.ofContent(new byte[1]))
        .then()
        .statusCode(422)
        .body("sha256", equalTo(Sha256.ofContent(photo).hex()));
    phone
        .ask()
        .contentType("image/jpeg")
        .header("Repr-Digest", "sha-256=:AAAA:")
        .body(photo)
        .put("/media/{id}", id)
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("Repr-Digest"));
    phone
        .ask()
        .contentType("image/jpeg")
        .body(photo)
        .put("/media/{id}?kind=video", id)
        .then()
        .statusCode(400);
    phone.ask().get("/media/tujuh").then().statusCode(400);
  }

  private Response put(byte[] photo, Sha256 digest) {
    return phone
        .ask()
        .contentType("image/jpeg")
        .header("Repr-Digest", digest.header())
        .body(photo)
        .put("/media/{id}", id);
  }

  private Response logo(Phone admin, byte[] logo, String ifMatch) {
    var request = admin.ask().contentType("image/png").body(logo);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .put("/media/{id}?kind=logo", id);
  }

  private byte[] variant(String name) {
    return phone
        .ask()
        .get("/media/{id}?variant={v}", id, name)
        .then()
        .statusCode(200)
        .contentType("image/jpeg")
        .extract()
        .asByteArray();
  }
}
