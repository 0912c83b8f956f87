package id.loket.ticket.event;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events and seats: made, found, changed, deleted. */
@TicketAppTest
class EventTest {
  private final Counter counter = new Counter();

  @Test
  void aDraftIsForItsOrganiserUntilItIsPublished() {
    UUID event = counter.event(Map.of("status", "DRAFT"));

    given().get("/events/{id}", event).then().statusCode(404);
    counter.organiser().get("/events/{id}", event).then().statusCode(200);
    patch(event, "\"1\"", Map.of("status", "PUBLISHED")).then().statusCode(200);
    given()
        .get("/events/{id}", event)
        .then()
        .statusCode(200)
        .header("ETag", "\"2\"")
        .body("status", equalTo("PUBLISHED"));
  }

  @Test
  void aStaleOrMissingIfMatchChangesNothing() {
    UUID event = counter.event();
    patch(event, "\"1\"", Map.of("title", "Lain")).then().statusCode(200);

    patch(event, "\"1\"", Map.of("title", "Basi"))
        .then()
        .statusCode(412)
        .body("type", equalTo("urn:loket:problem:stale"));
    counter
        .organiser()
        .contentType("application/merge-patch+json")
        .body(Map.of("title", "Basi"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(428);
    given().get("/events/{id}", event).then().body("title", equalTo("Lain"));
  }

  @Test
  void aMergePatchRemovesWhatIsNullAndKeepsWhatIsAbsent() {
    UUID event = counter.event(Map.of("description", "lama"));
    Map<String, Object> patch = new HashMap<>();
    patch.put("description", null);

    patch(event, "\"1\"", patch).then().statusCode(200).body("title", equalTo("Konser Senja"));
    assertThat(given().get("/events/{id}", event).jsonPath().getString("description")).isNull();
  }

  @Test
  void anotherTypeThanAMergePatchIsRefused() {
    UUID event = counter.event();

    counter
        .organiser()
        .header("If-Match", "\"1\"")
        .body(Map.of("title", "x"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(415)
        .body("type", equalTo("urn:loket:problem:unsupported-media-type"));
  }

  @Test
  void eventsAreFoundByTextVenueAndDate() {
    String word = "kata" + UUID.randomUUID().toString().substring(0, 8);
    UUID event =
        counter.event(
            Map.of(
                "title", "Pentas " + word,
                "venue", "Gedung " + word,
                "startsAt", "2031-05-05T10:00:00Z"));
    String id = event.toString();

    given().get("/events?q={w}", word.toUpperCase()).then().body("items.id", hasItem(id));
    given().get("/events?venue={w}", word).then().body("items.id", hasItem(id));
    given()
        .get("/events?q={w}&from=2031-05-01T00:00:00Z&to=2031-06-01T00:00:00Z", word)
        .then()
        .body("items.id", hasItem(id));
    given().get("/events?q={w}&from=2031-06-01T00:00:00Z", word).then().body("items", hasSize(0));
    given().get("/events?q=%25").then().statusCode(200).body("items.id", not(hasItem(id)));
  }

  @Test
  void aListIsReadPageByPageWithoutGapsOrRepeats() {
    UUID event = counter.event();
    List<UUID> made = counter.seats(event, 7);

    Response first = given().get("/events/{id}/seats?limit=3", event);
    first.then().statusCode(200).header("Link", notNullValue());
    String next = first.path("next");
    Response second = given().get("/events/{id}/seats?limit=3&cursor={c}", event, next);
    Response third =
        given().get("/events/{id}/seats?limit=3&cursor={c}", event, second.path("next"));

    List<String> ids = new java.util.ArrayList<>(first.<List<String>>path("items.id"));
    ids.addAll(second.path("items.id"));
    ids.addAll(third.path("items.id"));
    assertThat(ids).containsExactlyInAnyOrderElementsOf(made.stream().map(UUID::toString).toList());
    assertThat(third.<String>path("next")).isNull();
  }

  @Test
  void aSeatWithALiveBookingIsNotDeletedNorIsItsEvent() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    counter.pending(event, seat);

    counter
        .organiser()
        .delete("/seats/{id}", seat)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:seat-in-use"));
    counter
        .organiser()
        .delete("/events/{id}", event)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:event-not-deletable"));
  }

  @Test
  void whatNobodyTookIsDeleted() {
    UUID event = counter.event();
    UUID seat = counter.seat(event);

    counter.organiser().delete("/seats/{id}", seat).then().statusCode(204);
    given().get("/seats/{id}", seat).then().statusCode(404);
    counter.organiser().delete("/events/{id}", event).then().statusCode(204);
    given().get("/events/{id}", event).then().statusCode(404);
  }

  @Test
  void onlyItsOrganiserChangesAnEvent() {
    UUID event = counter.event();

    new Counter()
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", "\"1\"")
        .body(Map.of("title", "Curian"))
        .patch("/events/{id}", event)
        .then()
        .statusCode(403);
    counter
        .citizen(UUID.randomUUID())
        .body(Map.of("title", "x", "venue", "y", "startsAt", "2031-01-01T00:00:00Z"))
        .post("/events")
        .then()
        .statusCode(403);
  }

  @Test
  void aSeatKeepsItsLabelToItself() {
    UUID event = counter.event();
    counter.seats(event, 2);

    counter
        .organiser()
        .body(
            Map.of(
                "seats",
                List.of(
                    Map.of("label", "B-1", "price", Map.of("amount", 1, "currency", "IDR")),
                    Map.of("label", "A-1", "price", Map.of("amount", 1, "currency", "IDR")))))
        .post("/events/{id}/seats", event)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:seat-exists"));
    given().get("/events/{id}/seats", event).then().body("items", hasSize(2));
  }

  @Test
  void bookingOutsideTheSalesWindowIsRefused() {
    UUID event =
        counter.event(Map.of("salesFrom", Instant.now().plus(Duration.ofDays(1)).toString()));
    UUID seat = counter.seat(event);

    counter
        .book(UUID.randomUUID(), event, seat)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:event-not-on-sale"))
        .body("salesFrom", notNullValue());
  }

  @Test
  void readingAnUnchangedEventAgainCostsNoBody() {
    UUID event = counter.event();

    given().header("If-None-Match", "\"1\"").get("/events/{id}", event).then().statusCode(304);
  }

  private Response patch(UUID event, String ifMatch, Map<String, Object> patch) {
    return counter
        .organiser()
        .contentType("application/merge-patch+json")
        .header("If-Match", ifMatch)
        .body(patch)
        .patch("/events/{id}", event);
  }
}
