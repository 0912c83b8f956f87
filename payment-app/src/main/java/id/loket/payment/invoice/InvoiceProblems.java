package id.loket.payment.invoice;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import java.util.Map;

/** The ways invoices fail their callers. */
public final class InvoiceProblems {
  public static final ProblemType MALFORMED_NUMBER =
      new ProblemType("malformed-invoice-number", 400);
  public static final ProblemType CONFLICT = new ProblemType("invoice-conflict", 409);
  public static final ProblemType NOT_REFUNDABLE = new ProblemType("invoice-not-refundable", 409);
  public static final ProblemType REFUND_TOO_LARGE = new ProblemType("refund-too-large", 409);
  public static final ProblemType EXPIRED = new ProblemType("invoice-expired", 409);

  private static final Map<InvoiceStatus, ProblemType> NOT_PAYABLE =
      Map.of(
          InvoiceStatus.PROCESSING, new ProblemType("invoice-processing", 409),
          InvoiceStatus.PAID, new ProblemType("invoice-already-paid", 409),
          InvoiceStatus.FAILED, new ProblemType("invoice-failed", 409),
          InvoiceStatus.VOID, new ProblemType("invoice-void", 409),
          InvoiceStatus.REFUNDED, new ProblemType("invoice-refunded", 409));

  private InvoiceProblems() {}

  /** Why an invoice cannot be paid: its status, or its time being up. */
  static Problem notPayable(Invoice invoice) {
    return new Problem(NOT_PAYABLE.getOrDefault(invoice.status(), EXPIRED))
        .with("invoiceStatus", invoice.status());
  }

  /** Why money of an invoice is not given back: it was not paid, or not so much of it is left. */
  public static Problem notRefundable(Invoice invoice) {
    ProblemType why = invoice.status() == InvoiceStatus.PAID ? REFUND_TOO_LARGE : NOT_REFUNDABLE;
    return new Problem(why, invoice.status())
        .with("invoiceStatus", invoice.status())
        .with("refundable", invoice.refundable());
  }
}
