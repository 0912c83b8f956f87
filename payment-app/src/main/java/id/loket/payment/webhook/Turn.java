package id.loket.payment.webhook;

import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.webhook.WebhookQueue.Claim;
import java.util.UUID;

/** A delivery that is to be attempted now, and how its turn came. */
sealed interface Turn {
  String invoiceNumber();

  UUID deliveryId();

  /** Its time has come in the queue. */
  record Queued(Claim claim) implements Turn {
    @Override
    public String invoiceNumber() {
      return claim.entry().invoiceNumber();
    }

    @Override
    public UUID deliveryId() {
      return claim.entry().deliveryId();
    }
  }

  /** It has just been written, and the queue has never heard of it. */
  record Fresh(Delivery delivery, InvoiceEvent event) implements Turn {
    @Override
    public String invoiceNumber() {
      return delivery.invoiceNumber();
    }

    @Override
    public UUID deliveryId() {
      return delivery.id();
    }

    /**
     * Whether the same receiver may have to get another event of the invoice before. A payment ends
     * once, and nothing is told between the issue and that.
     */
    boolean mayHaveFormer(Endpoint endpoint) {
      return switch (event.type()) {
        case "invoice.issued" -> false;
        case "invoice.paid", "invoice.failed" -> endpoint.eventTypes().contains("invoice.issued");
        default -> true;
      };
    }
  }
}
