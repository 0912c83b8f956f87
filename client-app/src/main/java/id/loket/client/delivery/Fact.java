package id.loket.client.delivery;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Something heard of an order. A delivery's status follows from all of it, in whatever order. */
enum Fact {
  COMPLETED("completed_at"),
  BILLED("billed_at"),
  PAID("paid_at"),
  CANCELLED("cancelled_at");

  private final String column;

  Fact(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }

  /** The status that follows; none while the items are not picked. */
  static Optional<DeliveryStatus> status(Set<Fact> known) {
    if (!known.contains(COMPLETED)) {
      return Optional.empty();
    }
    if (known.contains(CANCELLED)) {
      return Optional.of(DeliveryStatus.WITHDRAWN);
    }
    return Optional.of(known.contains(PAID) ? DeliveryStatus.RELEASED : DeliveryStatus.ARRANGED);
  }

  static Set<Fact> none() {
    return EnumSet.noneOf(Fact.class);
  }
}
