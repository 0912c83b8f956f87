package id.loket.media.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.http.Sha256;
import id.loket.kit.s3.ObjectBucket;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.local.server.S3Buckets;
import id.loket.media.testing.CollectorStandIn;
import id.loket.media.testing.MediaServiceTest;
import id.loket.media.testing.Phone;
import id.loket.photo.Photos;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Photos go with their visits, and bytes with the last picture that has them. */
@MediaServiceTest
class ForgottenPicturesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration HALF_A_YEAR = Duration.ofDays(200);

  @Inject ForgottenPictures forgotten;
  @Inject ObjectBucket bucket;

  private final Phone phone = Phone.ofACollector();

  @AfterEach
  void back() {
    CollectorStandIn.away(false);
  }

  @Test
  void aPhotoGoesWithItsVisitAndItsBytesWithTheLastThatHasThem() {
    byte[] alone = photo();
    byte[] shared = photo();
    UUID gone = keep(phone, alone, "photo");
    UUID goneToo = keep(phone, shared, "photo");
    UUID stays = keep(phone, shared, "photo");
    CollectorStandIn.knowPhoto(stays);
    phone.ask().queryParam("variant", "thumb").get("/media/{id}", gone).then().statusCode(200);
    assertThat(keysOf(alone)).hasSize(4);

    forget(Duration.ofDays(31));
    assertThat(keysOf(alone)).as("what is young").hasSize(4);
    forget(HALF_A_YEAR);

    assertThat(statusOf(gone)).isEqualTo(404);
    assertThat(keysOf(alone)).isEmpty();
    assertThat(statusOf(goneToo)).isEqualTo(404);
    assertThat(phone.ask().get("/media/{id}", stays).asByteArray()).isEqualTo(shared);
    forget(HALF_A_YEAR);
    assertThat(statusOf(stays)).isEqualTo(200);
  }

  @Test
  void bytesOfAnUploadThatEndedHalfWayAndOfAnImageThatWasReplacedGo() {
    byte[] orphan = photo();
    UUID lost = keep(phone, orphan, "photo");
    bucket.remove(MediaItem.key(lost)).await().atMost(PATIENCE); // as if it had never come to be
    byte[] before = photo();
    byte[] after = photo();
    Phone administrator = Phone.ofAnAdministrator();
    UUID image = keep(administrator, before, "image");
    administrator
        .ask()
        .header("If-Match", Sha256.ofContent(before).etag())
        .queryParam("kind", "image")
        .contentType("image/jpeg")
        .body(after)
        .put("/media/{id}", image)
        .then()
        .statusCode(200);

    forget(HALF_A_YEAR);

    assertThat(keysOf(orphan)).isEmpty();
    assertThat(keysOf(before)).isEmpty();
    assertThat(administrator.ask().get("/media/{id}", image).asByteArray()).isEqualTo(after);
  }

  @Test
  void whileNobodySaysWhatIsKnownEverythingStays() {
    UUID photo = keep(phone, photo(), "photo");
    CollectorStandIn.away(true);

    assertThatThrownBy(() -> forget(HALF_A_YEAR)).isNotNull();

    assertThat(statusOf(photo)).isEqualTo(200);
  }

  private void forget(Duration later) {
    forgotten
        .shelves(Instant.now().plus(later))
        .forEach(shelf -> forgotten.forgetOf(shelf).await().atMost(PATIENCE));
  }

  private static byte[] photo() {
    byte[] tail = new byte[16];
    ThreadLocalRandom.current().nextBytes(tail);
    return Photos.joined(Photos.jpeg(300, 200), tail);
  }

  private static UUID keep(Phone who, byte[] photo, String kind) {
    UUID id = UUID.randomUUID();
    who.ask()
        .queryParam("kind", kind)
        .contentType("image/jpeg")
        .body(photo)
        .put("/media/{id}", id)
        .then()
        .statusCode(201);
    return id;
  }

  private int statusOf(UUID id) {
    return phone.ask().get("/media/{id}", id).statusCode();
  }

  /** Everything that lies anywhere because of these bytes. */
  private static Set<String> keysOf(byte[] photo) {
    String sha256 = Sha256.ofContent(photo).hex();
    var stack = LocalStackResource.stack();
    return new S3Buckets(stack.endpoint(Server.S3))
        .keys(stack.environment("media").get("LOKET_S3_BUCKET")).stream()
            .filter(key -> key.contains(sha256))
            .collect(Collectors.toSet());
  }
}
