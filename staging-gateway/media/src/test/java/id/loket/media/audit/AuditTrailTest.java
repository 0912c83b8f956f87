package id.loket.media.audit;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.http.Sha256;
import id.loket.media.testing.MediaServiceTest;
import id.loket.media.testing.Phone;
import id.loket.photo.Photos;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I12: what administrators do with images and logos is written down before it is done. */
@MediaServiceTest
class AuditTrailTest {
  private final Phone admin = Phone.ofAnAdministrator();
  private final UUID id = UUID.randomUUID();

  @Test
  void aLogoIsRecordedWithWhatWasThereBefore() {
    byte[] first = Photos.png(64, 64);
    byte[] second = Photos.png(65, 65);
    logo(first, null).then().statusCode(201);
    logo(first, null).then().statusCode(200);
    logo(second, "\"stale\"").then().statusCode(412);
    logo(second, Sha256.ofContent(first).etag()).then().statusCode(200);

    JsonPath trail = trail("&object=" + id);
    assertThat(trail.getList("items.act")).containsExactly("image.replaced", "image.stored");
    assertThat(trail.getList("items.outcome")).containsOnly("done");
    assertThat(trail.getList("items.actor.role")).containsOnly("admin");
    assertThat(trail.getString("items[0].before.sha256")).isEqualTo(Sha256.ofContent(first).hex());
    assertThat(trail.getString("items[0].after.sha256")).isEqualTo(Sha256.ofContent(second).hex());
    assertThat(trail.getString("items[0].traceId")).matches("[0-9a-f]{32}");
  }

  @Test
  void photosAreNobodysActsAndTheTrailIsForAdministrators() {
    Phone phone = Phone.ofACollector();
    phone
        .ask()
        .contentType("image/png")
        .body(Photos.png(64, 64))
        .put("/media/{id}", id)
        .then()
        .statusCode(201);

    assertThat(trail("&object=" + id).getList("items")).isEmpty();
    phone.ask().get("/media/audit").then().statusCode(403);
    Phone.ofTheCollectorService().ask().get("/media/audit").then().statusCode(403);
  }

  @Test
  void theTrailIsReadPageByPage() {
    byte[] before = Photos.png(64, 64);
    logo(before, null).then().statusCode(201);
    for (int size = 65; size < 68; size++) {
      byte[] next = Photos.png(size, size);
      logo(next, Sha256.ofContent(before).etag()).then().statusCode(200);
      before = next;
    }

    List<String> acts = new ArrayList<>();
    String cursor = "";
    do {
      JsonPath page = trail("&object=" + id + "&limit=3" + cursor);
      acts.addAll(page.getList("items.act"));
      cursor = page.get("next") == null ? null : "&cursor=" + page.getString("next");
    } while (cursor != null);
    assertThat(acts)
        .containsExactly("image.replaced", "image.replaced", "image.replaced", "image.stored");
  }

  @Test
  void actsAreFoundByTheirTime() {
    byte[] first = Photos.png(64, 64);
    logo(first, null).then().statusCode(201);
    logo(Photos.png(65, 65), Sha256.ofContent(first).etag()).then().statusCode(200);
    String replaced = trail("&object=" + id).getString("items[0].at");
    String justAfter = Instant.parse(replaced).plusNanos(1).toString();

    assertThat(actsOf("&from=" + replaced)).containsExactly("image.replaced");
    assertThat(actsOf("&from=" + justAfter)).isEmpty();
    assertThat(actsOf("&to=" + replaced)).containsExactly("image.stored");
    assertThat(actsOf("&to=" + justAfter)).containsExactly("image.replaced", "image.stored");
  }

  private List<String> actsOf(String query) {
    return trail("&object=" + id + query).getList("items.act");
  }

  private Response logo(byte[] logo, String ifMatch) {
    var request = admin.ask().contentType("image/png").body(logo);
    return (ifMatch == null ? request : request.header("If-Match", ifMatch))
        .put("/media/{id}?kind=logo", id);
  }

  private JsonPath trail(String query) {
    return admin
        .ask()
        .get("/media/audit?kind=image" + query)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
