package id.loket.media.revocation;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.media.testing.CollectorStandIn;
import id.loket.media.testing.MediaServiceTest;
import id.loket.media.testing.Phone;
import id.loket.photo.Photos;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stolen phone is worth nothing here, long before its token ends. */
@MediaServiceTest
class RevocationTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String REVOKED = "urn:loket:problem:device-revoked";

  private final UUID device = UUID.randomUUID();
  private final Phone stolen = Phone.ofDevice(device);
  private final UUID id = UUID.randomUUID();
  private final byte[] photo = Photos.jpeg(300, 200);

  @AfterEach
  void collectorIsBack() {
    CollectorStandIn.away(false);
  }

  @Test
  void aRevokedDeviceNeitherSendsNorSeesAnything() {
    stolen.announce(id, photo).then().statusCode(201);

    revoke();

    stolen.send(id, 0, photo).then().statusCode(403).body("type", equalTo(REVOKED));
    stolen.announce(UUID.randomUUID(), photo).then().statusCode(403);
    stolen.tus().head("/media/uploads/{id}", id).then().statusCode(403);
    stolen.ask().body(photo).put("/media/{id}", UUID.randomUUID()).then().statusCode(403);
    Phone.ofACollector().announce(UUID.randomUUID(), photo).then().statusCode(201);
  }

  @Test
  void whileCollectorIsAwayEverybodyElseGoesOn() {
    revoke();
    CollectorStandIn.away(true);

    Phone other = Phone.ofACollector();
    other.announce(id, photo).then().statusCode(201);
    other.send(id, 0, photo).then().statusCode(204);
    other.ask().get("/media/{id}", id).then().statusCode(200);
    stolen.ask().get("/media/{id}", id).then().statusCode(403).body("type", equalTo(REVOKED));
  }

  private void revoke() {
    CollectorStandIn.revoke(device);
    await().atMost(LIMIT).until(() -> stolen.ask().get("/media/{id}", id).statusCode() == 403);
  }
}
