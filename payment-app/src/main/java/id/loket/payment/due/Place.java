package id.loket.payment.due;

import java.time.Instant;

/** A place in a shard: behind the entry of that subject at that time. */
public record Place(Instant at, String subject) {

  /** Before everything of that time. */
  static Place before(Instant at) {
    return new Place(at, "");
  }

  static Place behind(Due due) {
    return new Place(due.at(), due.subject());
  }

  boolean isBefore(Instant end) {
    return at.isBefore(end);
  }
}
