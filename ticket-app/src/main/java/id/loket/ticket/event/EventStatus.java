package id.loket.ticket.event;

/** Where an event stands: being prepared, on offer, or called off for good. */
public enum EventStatus {
  DRAFT,
  PUBLISHED,
  CANCELLED
}
