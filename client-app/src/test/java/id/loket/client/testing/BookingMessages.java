package id.loket.client.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.testing.OtherServices;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What ticket-app publishes about one booking. */
public final class BookingMessages {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode first;
  private final Instant start = Instant.parse("2026-11-20T03:00:00Z");

  public BookingMessages(UUID userId) {
    ObjectNode request = JSON.createObjectNode();
    request.put("userId", userId.toString());
    request.put("eventId", Ids.next().toString()).put("seatId", Ids.next().toString());
    this.first = TicketAppStandIn.newBooking(request);
    first.put("createdAt", start.toString());
  }

  public UUID bookingId() {
    return UUID.fromString(first.get("id").asText());
  }

  /** The booking at a version. */
  public ObjectNode at(long version, String status) {
    ObjectNode booking = first.deepCopy();
    booking.put("version", version).put("status", status);
    booking.put("updatedAt", start.plusSeconds(version).toString());
    return booking;
  }

  /** A message of its own telling of that state. */
  public static Event event(String type, JsonNode booking) {
    return Event.now(type, booking.get("id").asText(), booking.toString());
  }

  /** Publishes as ticket-app does and waits for the broker's confirms. */
  public static void publish(OtherServices publisher, Event... events) {
    publisher.publish(List.of(events)).await().atMost(java.time.Duration.ofSeconds(20));
  }
}
