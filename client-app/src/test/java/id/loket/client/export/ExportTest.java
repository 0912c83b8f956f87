package id.loket.client.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.client.testing.TicketAppStandIn;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ExportTest extends ClientAppTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aUserGetsAllThatAnyServiceKeeps() throws IOException {
    Person person = Person.registered();

    Map<String, JsonNode> files =
        unzipped(
            person
                .asks()
                .get(person.path() + "/export")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .asByteArray());

    assertThat(files)
        .containsOnlyKeys(
            "client-app.json",
            "ticket-app.json",
            "payment-app.json",
            "report-app.json",
            "database.json");
    JsonNode own = files.get("client-app.json");
    assertThat(own.at("/account/email").asText()).isEqualTo(person.email());
    assertThat(own.at("/sessions")).hasSize(1);
    assertThat(own.at("/mails/0/kind").asText()).isEqualTo("VERIFICATION");
    assertThat(own.toString()).doesNotContain("argon2").doesNotContain("secret");
    assertThat(files.get("report-app.json").path("userId").asText())
        .isEqualTo(person.id().toString());
    assertThat(files.get("payment-app.json").toString())
        .isEqualTo("{\"invoices\":[{\"number\":\"INV-1\"},{\"number\":\"INV-2\"}]}");
  }

  @Test
  void whileAServiceIsAwayThereIsNoHalfOfIt() {
    Person person = Person.registered();
    ticketApp.feels(TicketAppStandIn.Mood.BROKEN);

    person
        .asks()
        .get(person.path() + "/export")
        .then()
        .statusCode(503)
        .body("type", equalTo("urn:loket:problem:unavailable"));
  }

  @Test
  void nobodyElseGetsIt() {
    Person person = Person.registered();

    Person.registered().asks().get(person.path() + "/export").then().statusCode(403);
    Person admin = Person.sample("admin");
    admin.asks().get(person.path() + "/export").then().statusCode(200);
    admin
        .asks()
        .get("/audit?object=" + person.id())
        .then()
        .body("items.act", contains("user.exported"));
  }

  private static Map<String, JsonNode> unzipped(byte[] bytes) throws IOException {
    Map<String, JsonNode> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), JSON.readTree(zip.readAllBytes()));
      }
    }
    return files;
  }
}
