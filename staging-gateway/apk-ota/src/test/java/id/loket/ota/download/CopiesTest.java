package id.loket.ota.download;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.http.Sha256;
import id.loket.ota.release.OtaConfig;
import id.loket.ota.testing.ApkOtaTest;
import id.loket.ota.testing.Desk;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A replica's disk does not fill up with what was released once. */
@ApkOtaTest
class CopiesTest {
  @Inject OtaConfig config;

  private final Desk desk = new Desk();

  @Test
  void copiesNobodyHasFetchedLatelyGoButForTheLastFew() throws Exception {
    Path folder = Files.createDirectories(Path.of(config.folder()));
    Path[] old = new Path[5];
    for (int i = 0; i < old.length; i++) {
      old[i] = file(folder, Sha256.ofText("old " + i).hex() + ".apk", Duration.ofMinutes(61 + i));
    }
    Path left = file(folder, "upload-123.apk", Duration.ofDays(2));
    Path underWay = file(folder, "upload-124.apk", Duration.ZERO);
    desk.released(desk.nextVersion());

    given().get("/apk/coll/app-release.apk").then().statusCode(200);

    assertThat(old[0]).exists();
    assertThat(old[config.copies() - 1]).exists();
    assertThat(old[config.copies()]).doesNotExist();
    assertThat(old[4]).doesNotExist();
    assertThat(left).doesNotExist();
    assertThat(underWay).exists();
    Files.delete(underWay);
  }

  private static Path file(Path folder, String name, Duration age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "x");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
  }
}
