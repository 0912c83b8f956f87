package id.loket.payment;

import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.issueForOrder;
import static id.loket.payment.testing.Api.pay;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.rabbitmq.client.Connection;
import id.loket.kit.event.BrokerConfig;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.testing.CassandraCounts;
import id.loket.payment.testing.InvoiceMessages;
import id.loket.payment.testing.Servers;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** What an invoice costs from its issue to its delivered webhook, as the servers count it. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class InvoiceCostTest {
  private static final Logger LOG = Logger.getLogger(InvoiceCostTest.class);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String QUEUE = "payment-app.cost";
  private static final int INVOICES = 24;
  // What sweeps take up because this machine was busy with something else for seconds.
  private static final int TAKEN_UP = INVOICES / 4;

  @Inject Cassandra cassandra;
  @Inject ReactiveRedisDataSource redis;
  @Inject BrokerConfig broker;

  /** Counted so far. */
  private record Counts(
      long conditional, long serialReads, long invoice, long due, long settled, long queued) {
    Counts since(Counts before) {
      return new Counts(
          conditional - before.conditional,
          serialReads - before.serialReads,
          invoice - before.invoice,
          due - before.due,
          settled - before.settled,
          queued - before.queued);
    }
  }

  @Test
  void aBookingsInvoiceCostsThreeConditionalWritesAndNothingOfRedisAndRabbitMq() throws Exception {
    List<String> subjects = new CopyOnWriteArrayList<>();
    try (CassandraCounts counts = CassandraCounts.open();
        Connection connection =
            InvoiceMessages.listen(
                broker,
                QUEUE,
                message -> subjects.add(InvoiceMessages.header(message, "subject")))) {
      delivered(issue()); // statements are prepared, the lane knows its receiver
      Counts before = now(counts);

      List<String> numbers = new ArrayList<>();
      for (int n = 0; n < INVOICES; n++) {
        String number = issue();
        delivered(number);
        numbers.add(number);
      }

      Counts cost = now(counts).since(before);
      LOG.infof("%d invoices from issue to delivered webhook: %s", INVOICES, cost);
      assertThat(cost.conditional())
          .as("begun, charged, ended: 3 each")
          .isBetween(3L * INVOICES, 3L * INVOICES + 2 * TAKEN_UP);
      assertThat(cost.serialReads()).isZero();
      assertThat(cost.invoice())
          .as("asked for, issued, begun, ended, delivered: 5 writes each")
          .isBetween(5L * INVOICES, 5L * INVOICES + 2 * TAKEN_UP);
      assertThat(cost.due())
          .as("announced: the payment, the delivery")
          .isBetween(2L * INVOICES, 2L * INVOICES + 4 * TAKEN_UP);
      assertThat(cost.settled()).isBetween((long) INVOICES, (long) INVOICES + TAKEN_UP);
      assertThat(cost.queued()).as("moves in the queue").isLessThanOrEqualTo(TAKEN_UP);

      String ofOrder = issueForOrder();
      eventually().until(() -> subjects.contains(ofOrder));
      assertThat(subjects).as("messages").doesNotContainAnyElementsOf(numbers);
    }
  }

  @Test
  void issuingCostsNoConditionalWriteWhoeverAsks() throws Exception {
    try (CassandraCounts counts = CassandraCounts.open()) {
      issue();
      long before = counts.conditionalWrites();

      for (int n = 0; n < INVOICES; n++) {
        issue();
        issueForOrder();
      }

      assertThat(counts.conditionalWrites() - before).isZero();
    }
  }

  private void delivered(String number) {
    pay(number, "simulated-success").then().statusCode(202);
    eventually().until(() -> deliveries(number).stream().anyMatch(InvoiceCostTest::isDelivered));
  }

  private static boolean isDelivered(Row row) {
    return !row.isNull("delivered_at");
  }

  private List<Row> deliveries(String number) {
    return cassandra
        .rows(
            "select delivered_at from {keyspace}.invoice where number = ? and entry = 'delivery'",
            number)
        .await()
        .atMost(LIMIT);
  }

  private Counts now(CassandraCounts counts) {
    return new Counts(
        counts.conditionalWrites(),
        counts.serialReads(),
        counts.writesTo("invoice"),
        counts.writesTo("due"),
        counts.writesTo("settled_delivery"),
        calls("zadd") + calls("zrem") + calls("zscore"));
  }

  /** Redis counts what scripts call, too; lanes that look and find nothing call none of these. */
  private long calls(String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(redis.execute("INFO", "commandstats").await().atMost(LIMIT).toString());
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }
}
