package id.loket.ticket.event;

import java.time.Instant;
import java.util.UUID;

/** An event as callers see it. */
public record EventView(
    UUID id,
    String title,
    String venue,
    Instant startsAt,
    String description,
    String organiserUrl,
    EventStatus status,
    Instant salesFrom,
    Instant salesUntil,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** The view; the organiser's internal URL only for those who may change the event. */
  static EventView of(Event event, boolean mayChange) {
    EventFields fields = event.fields();
    return new EventView(
        event.id(),
        fields.title(),
        fields.venue(),
        fields.startsAt(),
        fields.description(),
        mayChange ? fields.organiserUrl() : null,
        fields.status(),
        fields.salesFrom(),
        fields.salesUntil(),
        event.version(),
        event.createdAt(),
        event.updatedAt());
  }
}
