package id.loket.ticket.event;

import java.util.UUID;

/** Told inside the service once an event's cancellation is committed. */
public record EventCancelled(UUID eventId) {}
