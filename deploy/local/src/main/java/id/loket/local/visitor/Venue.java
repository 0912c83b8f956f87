package id.loket.local.visitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An event somebody put on offer, with its seats. */
public record Venue(String eventId, List<String> seats) {

  /** Makes and publishes an event with that many seats, as an organiser. */
  public static Venue open(Visitor organiser, Addresses addresses, String title, int seats) {
    String event =
        organiser
            .web()
            .post(
                addresses.ticket() + "/events",
                Web.object(
                    "title",
                    title,
                    "venue",
                    "Balai Kota",
                    "startsAt",
                    Instant.now()
                        .plus(Duration.ofDays(30))
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                    "status",
                    "PUBLISHED"))
            .require(201)
            .json()
            .path("id")
            .asText();
    List<Map<String, Object>> wanted = new ArrayList<>();
    for (int n = 1; n <= seats; n++) {
      wanted.add(
          Web.object(
              "label",
              Integer.toString(n),
              "section",
              "VIP",
              "row",
              "A",
              "price",
              Web.object("amount", 150_000, "currency", "IDR")));
    }
    JsonNode made =
        organiser
            .web()
            .post(addresses.ticket() + "/events/" + event + "/seats", Web.object("seats", wanted))
            .require(201)
            .json()
            .path("items");
    List<String> ids = new ArrayList<>();
    made.forEach(seat -> ids.add(seat.path("id").asText()));
    return new Venue(event, List.copyOf(ids));
  }

  public String seat() {
    return seats.getFirst();
  }
}
