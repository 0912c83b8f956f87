package id.loket.local.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** I6: no finished payment is kept from ticket-app for ever. */
final class Webhooks implements Check {
  /** A lease, and the sweep after it. */
  private static final Duration LONGEST_FIRST_ATTEMPT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "I6";
  }

  @Override
  public String claim() {
    return "every finished payment's webhook is delivered, waiting or dead";
  }

  @Override
  public Finding judge(Stores stores) {
    List<String> offenders = new ArrayList<>();
    int finished = 0;
    int dead = 0;
    Set<String> queued = queued(stores, Invoices.FIRST_RECEIVER);
    for (Invoices.Invoice invoice : Invoices.read(stores).all()) {
      if (!invoice.wasDecided()) {
        continue;
      }
      finished++;
      String type = invoice.status().equals("FAILED") ? "invoice.failed" : "invoice.paid";
      List<Invoices.Entry> deliveries =
          invoice.deliveries().stream()
              .filter(entry -> Invoices.FIRST_RECEIVER.equals(entry.receiver()))
              .filter(entry -> type.equals(entry.type()))
              .toList();
      if (deliveries.size() != 1) {
        offenders.add(
            "invoice %s is %s and has %d deliveries of %s"
                .formatted(invoice.number(), invoice.status(), deliveries.size(), type));
        continue;
      }
      Invoices.Entry delivery = deliveries.getFirst();
      boolean waits = "PENDING".equals(delivery.state()) && !mayBeUnderWay(delivery);
      if (waits && !queued.contains(invoice.number() + "/" + delivery.id())) {
        offenders.add(
            "delivery %s of invoice %s is owed and not queued"
                .formatted(delivery.id(), invoice.number()));
      }
      dead += "DEAD".equals(delivery.state()) ? 1 : 0;
    }
    String looked = "%,d finished payments".formatted(finished);
    return new Finding(dead == 0 ? looked : looked + ", %,d dead".formatted(dead), offenders);
  }

  /**
   * Whoever wrote it attempts it at once, before anything queues it; when that process died, a
   * sweep takes it up as soon as the attempt would have ended.
   */
  private static boolean mayBeUnderWay(Invoices.Entry delivery) {
    return delivery.created().plus(LONGEST_FIRST_ATTEMPT).isAfter(Instant.now());
  }

  private static Set<String> queued(Stores stores, UUID receiver) {
    Set<String> entries = new HashSet<>(stores.redis().members("{loket:webhook}:due:" + receiver));
    entries.addAll(stores.redis().members("{loket:webhook}:leased:" + receiver));
    return entries;
  }
}
