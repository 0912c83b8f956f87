package id.loket.payment.invoice;

import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issueForOrder;
import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.id.Ids;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.due.Due;
import id.loket.payment.due.DueKind;
import id.loket.payment.due.DueTable;
import id.loket.payment.event.InvoiceEvent;
import id.loket.payment.testing.Servers;
import id.loket.payment.webhook.Deliveries;
import id.loket.payment.webhook.Delivery;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a process leaves that is killed between the steps of a change. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class UnfinishedWorkTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String NEVER_WRITTEN = "INV-20261120-0123456789ABCDEF";

  @Inject InvoiceStore store;
  @Inject Invoices invoices;
  @Inject InvoiceEvents events;
  @Inject Deliveries deliveries;
  @Inject DueTable due;
  @Inject Cassandra cassandra;

  @Test
  void whatWasWrittenAndToldNobodyIsPublishedAndDelivered() {
    InvoiceNumber number = new InvoiceNumber(issueForOrder());
    UUID attempt = Ids.next();
    invoices.startPayment(number, attempt, null).await().atMost(LIMIT);
    Invoice before = invoices.get(number).await().atMost(LIMIT);
    Invoice after = before.paid(attempt, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    InvoiceEvent event = events.ofChange(before, after).orElseThrow();
    List<Delivery> planned = deliveries.plan(number.text(), event).await().atMost(LIMIT);

    // killed after the write: neither relay nor queue hears of it
    boolean written =
        store.update(before, after, Consequences.of(event, planned)).await().atMost(LIMIT);

    assertThat(written).isTrue();
    eventually().until(() -> isPublished(number, event.id()));
    eventually().until(() -> !Servers.receiver().hooksOf(number.text()).isEmpty());
  }

  @Test
  void whatWasAnnouncedAndNeverWrittenIsHarmless() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    due.announce(
            List.of(
                new Due(DueKind.EVENT, now, NEVER_WRITTEN),
                new Due(DueKind.ATTEMPT, now, NEVER_WRITTEN),
                new Due(DueKind.DELIVERY, now, NEVER_WRITTEN)))
        .await()
        .atMost(LIMIT);

    whatWasWrittenAndToldNobodyIsPublishedAndDelivered();
    assertThat(invoices.find(new InvoiceNumber(NEVER_WRITTEN)).await().atMost(LIMIT)).isEmpty();
  }

  private boolean isPublished(InvoiceNumber number, UUID event) {
    return !cassandra
        .row(
            "select published_at from {keyspace}.invoice"
                + " where number = ? and entry = 'event' and id = ?",
            number.text(),
            event)
        .await()
        .atMost(LIMIT)
        .orElseThrow()
        .isNull("published_at");
  }
}
