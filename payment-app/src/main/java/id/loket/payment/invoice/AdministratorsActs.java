package id.loket.payment.invoice;

import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.payment.audit.AuditTrail;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What administrators do with invoices, which is answered for (I12). ticket-app does the same all
 * day on bookings' and orders' behalf: that stands in the invoice's own history, and who made it do
 * so in ticket-app's trail.
 */
@Singleton
public class AdministratorsActs {
  private final Invoices invoices;
  private final AuditTrail audit;
  private final Caller caller;

  AdministratorsActs(Invoices invoices, AuditTrail audit, Caller caller) {
    this.invoices = invoices;
    this.audit = audit;
    this.caller = caller;
  }

  /** Issues or extends an invoice. */
  Uni<Invoices.Issued> issuing(IssueInvoice wanted) {
    Supplier<Uni<Invoices.Issued>> work = () -> invoices.issueOrExtend(wanted);
    return caller.isService()
        ? work.get()
        : audit.recorded(
            Act.of(
                "invoice.issued",
                wanted.bookingId() != null ? "booking" : "order",
                forWhat(wanted)),
            work,
            issued -> told(issued.invoice()));
  }

  /** Withdraws an invoice. */
  Uni<Invoice> withdrawing(InvoiceNumber number) {
    return recorded("voided", number, Map.of(), () -> invoices.withdraw(number));
  }

  /**
   * Does something with an invoice.
   *
   * @param act what: {@code voided}
   * @param asked what is asked for, beside what the invoice is before
   */
  public Uni<Invoice> recorded(
      String act, InvoiceNumber number, Map<String, Object> asked, Supplier<Uni<Invoice>> work) {
    if (caller.isService()) {
      return work.get();
    }
    return invoices
        .get(number)
        .chain(
            invoice ->
                audit.recorded(
                    Act.of("invoice." + act, "invoice", number.text())
                        .from(told(invoice))
                        .to(asked.isEmpty() ? null : asked),
                    work,
                    AdministratorsActs::told));
  }

  private static String forWhat(IssueInvoice wanted) {
    return (wanted.bookingId() != null ? wanted.bookingId() : wanted.orderId()).toString();
  }

  private static Map<String, Object> told(Invoice invoice) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("number", invoice.number().text());
    told.put("status", invoice.status());
    told.put("amount", invoice.amount());
    told.put("refundable", invoice.refundable());
    told.put("expiresAt", invoice.expiresAt());
    return told;
  }
}
