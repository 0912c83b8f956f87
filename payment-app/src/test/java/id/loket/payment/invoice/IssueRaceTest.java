package id.loket.payment.invoice;

import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.request;
import static id.loket.payment.testing.Api.requestForOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.id.Ids;
import id.loket.kit.money.Money;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.due.DueTable;
import id.loket.payment.testing.Api;
import id.loket.payment.testing.Servers;
import id.loket.payment.testing.Together;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Issuing without a condition: whoever asks for the same writes the same, others are told. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class IssueRaceTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int ROUNDS = 40;
  private static final int CALLERS = 6;
  private static final UUID CUSTOMER = new UUID(7, 7);

  @Inject Cassandra cassandra;
  @Inject DueTable due;
  @Inject Invoices invoices;
  @Inject InvoiceStore changes;

  @Test
  void ofDifferentContentsAtOnceAtMostOneIsIssuedAndAllOthersAreTold() {
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, Object> request = request(Ids.next());

      List<Response> answers =
          Together.times(
              CALLERS, n -> asTicketApp().body(owing(request, 1 + n % 2)).post("/invoices"));

      List<Integer> issued =
          answers.stream()
              .filter(answer -> answer.statusCode() < 300)
              .map(answer -> answer.<Integer>path("amount.amount"))
              .distinct()
              .toList();
      assertThat(issued).hasSizeLessThanOrEqualTo(1);
      assertThat(answers)
          .allMatch(
              answer -> answer.statusCode() < 300 || isConflict(answer), "issued, or told of it");
      for (int amount : List.of(1, 2)) {
        Response later = asTicketApp().body(owing(request, amount)).post("/invoices");
        assertThat(later.statusCode()).isEqualTo(issued.contains(amount) ? 200 : 409);
      }
      assertThat(
              asTicketApp()
                  .get("/invoices?bookingId={id}", request.get("bookingId"))
                  .<List<Integer>>path("items.amount.amount"))
          .isEqualTo(issued);
    }
  }

  @Test
  void whoIsOvertakenBetweenAskingAndWritingIsNotOvertakenByAnotherContent() {
    IssueStore one = new IssueStore(cassandra, due);
    IssueStore other = new IssueStore(cassandra, due);
    Invoice mine = invoice(150_000);
    Invoice theirs = with(mine, 1);

    IssueStore.Found first = await(one.ask(mine));
    IssueStore.Found second = await(other.ask(theirs));
    await(one.write(mine, Consequences.NONE));

    assertThat(first).isEqualTo(new IssueStore.Found(first.invoice(), false));
    assertThat(first.invoice()).isEmpty();
    assertThat(second.isDisputed()).as("it may not be written").isTrue();
    assertThat(await(changes.find(mine.number())).orElseThrow().amount()).isEqualTo(mine.amount());
    assertThat(await(other.ask(theirs)).invoice().orElseThrow().amount())
        .as("told from then on, whoever asks again")
        .isEqualTo(mine.amount());
  }

  @Test
  void ofTwoWhoAskedBeforeEitherHadReadNeitherWrites() {
    IssueStore one = new IssueStore(cassandra, due);
    Invoice mine = invoice(150_000);
    Invoice theirs = with(mine, 1);
    await(new IssueStore(cassandra, due).ask(theirs));

    assertThat(await(one.ask(mine)).isDisputed()).isTrue();
    assertThat(await(one.ask(theirs)).isDisputed()).isTrue();
    assertThat(await(changes.find(mine.number()))).isEmpty();
  }

  @Test
  void writingAgainChangesNothingWhateverHasBecomeOfItAndWhoeverWritesLast() {
    IssueStore store = new IssueStore(cassandra, due);
    Invoice first = invoice(150_000);
    Invoice later = at(first, first.createdAt().plusSeconds(1), "a renamed event");
    await(store.write(later, Consequences.NONE));
    await(store.write(first, Consequences.NONE));
    assertThat(await(changes.find(first.number()))).contains(until(first, later.expiresAt()));

    await(invoices.withdraw(first.number()));
    await(store.write(later, Consequences.NONE));
    await(store.write(first, Consequences.NONE));

    Invoice now = await(changes.find(first.number())).orElseThrow();
    assertThat(now.status()).isEqualTo(InvoiceStatus.VOID);
    assertThat(now.description()).isEqualTo(first.description());
    assertThat(now.createdAt()).isEqualTo(first.createdAt());
  }

  @Test
  void anEventOfTheIssueIsOneEventHoweverOftenItIsWritten() {
    Map<String, Object> request = requestForOrder(Ids.next());
    Together.times(CALLERS, n -> asTicketApp().body(request).post("/invoices"));
    String number = issueAgain(request);

    Api.eventually()
        .until(() -> events(number).stream().noneMatch(row -> row.isNull("published_at")));
    assertThat(events(number)).hasSize(1);
  }

  @Test
  void whatVersionsBeforeHaveIssuedIsExtendedPaidAndVoided() {
    Invoice old = invoice(150_000);
    issueAsVersionsBefore(old);
    assertThat(await(changes.find(old.number())).orElseThrow().version()).isEqualTo(1);

    Instant later = old.expiresAt().plusSeconds(60);
    await(new IssueStore(cassandra, due).extend(old.extended(later)));
    assertThat(await(changes.find(old.number())).orElseThrow().expiresAt()).isEqualTo(later);
    paid(old.number().text());

    Invoice unpaid = invoice(150_000);
    issueAsVersionsBefore(unpaid);
    asTicketApp()
        .post("/invoices/{n}/void", unpaid.number().text())
        .then()
        .body("status", equalTo("VOID"));
  }

  @Test
  void whatVersionsBeforeIssueOnceMoreWhileReplicasAreExchangedStaysOneInvoice() {
    String issued = issue();
    Invoice before = await(invoices.get(new InvoiceNumber(issued)));
    issueAsVersionsBefore(before);

    assertThat(await(invoices.get(before.number())).amount()).isEqualTo(before.amount());
    paid(issued);

    String withdrawn = issue();
    Invoice other = await(invoices.get(new InvoiceNumber(withdrawn)));
    await(invoices.withdraw(other.number()));
    assertThat(issueAsVersionsBefore(other)).as("it has a status").isFalse();
    pay(withdrawn, "simulated-success").then().statusCode(409);
  }

  /** As they wrote it: all at once, if nothing was there. */
  private boolean issueAsVersionsBefore(Invoice invoice) {
    return await(
        cassandra.writeIf(
            """
            update {keyspace}.invoice set status = 'ISSUED', version = 1, booking_id = ?, amount = ?,
              currency = ?, customer_id = ?, description = ?, expires_at = ?, created_at = ?,
              updated_at = ?
            where number = ? if status = null\
            """,
            invoice.bookingId(),
            invoice.amount().amount(),
            invoice.amount().currency(),
            invoice.customerId(),
            invoice.description(),
            invoice.expiresAt(),
            invoice.createdAt(),
            invoice.updatedAt(),
            invoice.number().text()));
  }

  private static String issueAgain(Map<String, Object> request) {
    return asTicketApp()
        .body(request)
        .post("/invoices")
        .then()
        .statusCode(200)
        .extract()
        .path("number");
  }

  private List<Row> events(String number) {
    return await(
        cassandra.rows(
            "select id, published_at from {keyspace}.invoice where number = ? and entry = 'event'",
            number));
  }

  private static boolean isConflict(Response answer) {
    return answer.statusCode() == 409
        && answer.path("type").equals("urn:loket:problem:invoice-conflict");
  }

  private static Map<String, Object> owing(Map<String, Object> request, int amount) {
    Map<String, Object> other = new HashMap<>(request);
    other.put("amount", Map.of("amount", amount, "currency", "IDR"));
    return other;
  }

  private static Invoice invoice(long amount) {
    byte[] secret = new byte[10];
    ThreadLocalRandom.current().nextBytes(secret);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Invoice(
        InvoiceNumber.of(LocalDate.now(ZoneOffset.UTC), secret),
        InvoiceStatus.ISSUED,
        Invoice.AS_ISSUED,
        Ids.next(),
        null,
        new Money(amount, "IDR"),
        CUSTOMER,
        null,
        "Konser Senja",
        now.plusSeconds(900),
        now,
        now,
        List.of(),
        List.of(),
        null);
  }

  private static Invoice with(Invoice invoice, long amount) {
    return copy(
        invoice,
        new Money(amount, "IDR"),
        invoice.description(),
        invoice.expiresAt(),
        invoice.createdAt());
  }

  private static Invoice until(Invoice invoice, Instant expiresAt) {
    return copy(invoice, invoice.amount(), invoice.description(), expiresAt, invoice.createdAt());
  }

  private static Invoice at(Invoice invoice, Instant created, String description) {
    return copy(
        invoice, invoice.amount(), description, invoice.expiresAt().plusSeconds(1), created);
  }

  private static Invoice copy(
      Invoice invoice, Money amount, String description, Instant expiresAt, Instant created) {
    return new Invoice(
        invoice.number(),
        invoice.status(),
        invoice.version(),
        invoice.bookingId(),
        null,
        amount,
        CUSTOMER,
        null,
        description,
        expiresAt,
        created,
        created,
        List.of(),
        List.of(),
        null);
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(LIMIT);
  }
}
