package id.loket.payment.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InvoiceTest {
  private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
  private static final UUID ATTEMPT = new UUID(1, 1);

  /** Everything anybody may try, in any order, any number of times. */
  enum Step {
    PAY,
    SUCCEED,
    FAIL,
    VOID,
    REFUND_SOME,
    REFUND,
    SETTLE,
    EXTEND,
    WAIT
  }

  private static final Map<InvoiceStatus, Set<InvoiceStatus>> ALLOWED =
      Map.of(
          InvoiceStatus.ISSUED,
              Set.of(InvoiceStatus.PROCESSING, InvoiceStatus.VOID, InvoiceStatus.ISSUED),
          InvoiceStatus.PROCESSING,
              Set.of(InvoiceStatus.PAID, InvoiceStatus.FAILED, InvoiceStatus.ISSUED),
          InvoiceStatus.PAID, Set.of(InvoiceStatus.PAID, InvoiceStatus.REFUNDED),
          InvoiceStatus.FAILED, Set.of(),
          InvoiceStatus.VOID, Set.of(),
          InvoiceStatus.REFUNDED, Set.of());

  @Property(tries = 2000)
  void noSequenceOfStepsLeavesTheStateMachine(
      @ForAll @Size(max = 30) List<Step> steps, @ForAll @IntRange(min = 1, max = 3) int tries) {
    Invoice invoice = issued();
    Instant now = START;
    for (Step step : steps) {
      if (step == Step.WAIT) {
        now = now.plus(Duration.ofMinutes(10));
        continue;
      }
      Invoice before = invoice;
      invoice = tryTo(step, before, tries, now);
      boolean changed = invoice != before;
      if (changed) {
        assertTrue(ALLOWED.get(before.status()).contains(invoice.status()));
        assertEquals(before.version() + (step == Step.EXTEND ? 0 : 1), invoice.version());
        boolean startedInTime =
            invoice.status() != InvoiceStatus.PROCESSING || now.isBefore(invoice.expiresAt());
        assertTrue(startedInTime);
      }
      assertTrue(invoice.attempts().size() <= tries, "an invoice is tried so often at most");
      assertFalse(invoice.expiresAt().isBefore(before.expiresAt()));
      assertEquals(before.amount(), invoice.amount());
      assertTrue(invoice.refundable() >= 0, "never more is given back than was paid");
      boolean allGivenBack = invoice.refundable() == 0 && invoice.refundsUnderWay().isEmpty();
      assertEquals(invoice.status() == InvoiceStatus.REFUNDED, allGivenBack);
    }
  }

  @Property
  void aPaymentNeverEndsInTwoWays(@ForAll boolean successFirst) {
    Invoice paying = issued().paying(Attempt.started(ATTEMPT, null, START), START);
    Invoice ended =
        successFirst ? paying.paid(ATTEMPT, START) : paying.failed(ATTEMPT, "declined", 1, START);

    assertThrows(Invoice.Refused.class, () -> ended.paid(ATTEMPT, START));
    assertThrows(Invoice.Refused.class, () -> ended.failed(ATTEMPT, "declined", 1, START));
  }

  @Test
  void theOutcomeOfAnotherAttemptIsRefused() {
    Invoice paying = issued().paying(Attempt.started(ATTEMPT, null, START), START);

    assertThrows(Invoice.Refused.class, () -> paying.paid(new UUID(2, 2), START));
  }

  @Test
  void onlyTheLastTryEndsIt() {
    Invoice once = issued().paying(Attempt.started(ATTEMPT, null, START), START);

    Invoice again = once.failed(ATTEMPT, "declined", 2, START);
    UUID second = new UUID(1, 2);
    Invoice ended =
        again
            .paying(Attempt.started(second, null, START), START)
            .failed(second, "declined", 2, START);

    assertEquals(InvoiceStatus.ISSUED, again.status());
    assertEquals(InvoiceStatus.FAILED, ended.status());
  }

  @Test
  void itRunsOutAtTheVeryInstant() {
    Invoice invoice = issued();

    assertThrows(
        Invoice.Refused.class,
        () -> invoice.paying(Attempt.started(ATTEMPT, null, START), invoice.expiresAt()));
  }

  private static Invoice tryTo(Step step, Invoice invoice, int tries, Instant now) {
    UUID next = new UUID(1, invoice.attempts().size() + 1);
    UUID last = new UUID(1, invoice.attempts().size());
    try {
      return switch (step) {
        case PAY -> invoice.paying(Attempt.started(next, null, now), now);
        case SUCCEED -> invoice.paid(last, now);
        case FAIL -> invoice.failed(last, "declined", tries, now);
        case VOID -> invoice.voided(now);
        case REFUND_SOME -> invoice.refunding(refund(invoice, 60_000), now);
        case REFUND -> invoice.refundingRest(new UUID(5, invoice.version()), "somebody", now);
        case SETTLE ->
            invoice.refunded(
                invoice.refundsUnderWay().isEmpty()
                    ? new UUID(6, 6)
                    : invoice.refundsUnderWay().getFirst().id(),
                now);
        case EXTEND -> invoice.extended(now.plus(Duration.ofMinutes(15)));
        case WAIT -> invoice;
      };
    } catch (Invoice.Refused refused) {
      return invoice;
    }
  }

  private static Invoice issued() {
    return new Invoice(
        new InvoiceNumber("INV-20270301-0123456789ABCDEF"),
        InvoiceStatus.ISSUED,
        Invoice.AS_ISSUED,
        new UUID(3, 3),
        null,
        new Money(150_000L, "IDR"),
        new UUID(4, 4),
        null,
        "Konser Senja",
        START.plus(Duration.ofMinutes(15)),
        START,
        START,
        List.of(),
        List.of(),
        null);
  }

  private static Refund refund(Invoice invoice, long amount) {
    return new Refund(
        new UUID(5, invoice.version()), new Money(amount, "IDR"), "somebody", START, null);
  }
}
