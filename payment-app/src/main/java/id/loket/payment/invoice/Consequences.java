package id.loket.payment.invoice;

import id.loket.payment.due.DueKind;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.Delivery;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be told because an invoice was issued or has changed; written together with that.
 *
 * @param event empty when nobody is to hear of it
 * @param deliveries to whom the event is owed by webhook
 */
record Consequences(Optional<InvoiceEvent> event, List<Delivery> deliveries) {
  static final Consequences NONE = new Consequences(Optional.empty(), List.of());

  static Consequences of(InvoiceEvent event, List<Delivery> deliveries) {
    return event.isForBroker() || !deliveries.isEmpty()
        ? new Consequences(Optional.of(event), deliveries)
        : NONE;
  }

  /** The work this leads to, which is announced before. */
  Set<DueKind> work() {
    Set<DueKind> work = EnumSet.noneOf(DueKind.class);
    if (event.filter(InvoiceEvent::isForBroker).isPresent()) {
      work.add(DueKind.EVENT);
    }
    if (!deliveries.isEmpty()) {
      work.add(DueKind.DELIVERY);
    }
    return work;
  }
}
