package id.loket.report.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.photo.Photos;
import id.loket.report.testing.Bucket;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import io.restassured.response.Response;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Uploads in whose middle something else happens (I8). */
@ReportAppTest
class UploadRaceTest {
  private final City city = new City();
  private final Bucket bucket = new Bucket();
  private final Database database = new Database();

  @Test
  void aPhotoSentWhileItsReportIsDeletedIsNotKept() throws Exception {
    City.Made made = city.reported(city.category());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Response> sent;
      try (Database.Held held =
          database.hold("update report set deleted_at = now() where id = $1", made.id())) {
        sent = threads.submit(() -> upload(made, Photos.jpeg(40, 30)));
        held.untilWaitedForBy(1);
      }

      assertThat(sent.get().statusCode()).isEqualTo(404);
    }
    assertThat(database.count("select count(*) from media where report_id = $1", made.id()))
        .isZero();
  }

  @Test
  void anUploadSentAgainJustWhenItCountsAsBrokenOffLeavesNoObjectWithoutARow() throws Exception {
    City.Made made = city.reported(city.category());
    byte[] photo = Photos.jpeg(44, 33);
    UUID broken = UUID.randomUUID();
    database.query(
        """
        insert into media (id, report_id, purpose, sha256, size, status, work_until)
        values ($1, $2, 'BEFORE', $3, $4, 'STAGING', now() + interval '1 hour')
        """,
        broken,
        made.id(),
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(photo)),
        (long) photo.length);
    Response again;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Response> sent;
      // The sweep lets it go and clears it away while the bytes are on their way.
      try (Database.Held held =
          database.hold(
              "update media set status = 'DELETED', cleared_at = now() where id = $1", broken)) {
        sent = threads.submit(() -> upload(made, photo));
        held.untilWaitedForBy(1);
      }
      again = sent.get();
    }

    await().atMost(City.PATIENCE).until(() -> bucket.count(made.id(), broken) == 0);
    if (again.statusCode() != 202) {
      assertThat(again.statusCode()).isEqualTo(503);
      again = upload(made, photo);
    }
    again.then().statusCode(202);
    assertThat(
            city.outcome(city.citizen(made.reporter()), again.header("Location"))
                .getString("status"))
        .isEqualTo("STORED");
  }

  private Response upload(City.Made made, byte[] photo) {
    return city.upload(city.citizen(made.reporter()), made.id(), photo, "BEFORE");
  }
}
