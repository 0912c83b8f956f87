package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.audit.Audit;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The audit sees each kind of damage. What a test breaks it mends again. */
class AuditIT {
  private static final Town town = Town.get();
  private static final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private static Audit audit;
  private static CqlSession payment;
  private static String confirmed;
  private static String seat;
  private static String invoice;

  @BeforeAll
  static void aConfirmedBookingAndACleanAudit() {
    town.staging();
    audit = Audit.of(town.stack(), new PrintStream(printed));
    var endpoint = town.stack().endpoint(Server.CASSANDRA);
    payment =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(endpoint.host(), endpoint.port()))
            .withLocalDatacenter("datacenter1")
            .withKeyspace("payment")
            .build();
    Visitor sari = town.crowd().getFirst();
    Venue venue = town.venue("Audit", 1);
    JsonNode booked = sari.book(venue.eventId(), venue.seat()).require(201).json();
    confirmed = booked.path("id").asText();
    seat = venue.seat();
    invoice = booked.path("invoiceNumber").asText();
    sari.pay(invoice, true).require(202);
    sari.awaitInHistory(confirmed, LIMIT, "CONFIRMED");
    assertThat(audit(LIMIT)).isEmpty();
  }

  @AfterAll
  static void everythingIsMended() {
    try {
      assertThat(audit(LIMIT)).isEmpty();
    } finally {
      payment.close();
      audit.close();
    }
  }

  @Test
  void seesASecondLiveBookingAndTheMissingConstraint() throws SQLException {
    String copy =
        """
        insert into booking (id, user_id, event_id, seat_id, status, version, price_amount,
          price_currency, invoice_number, created_at, updated_at)
        select gen_random_uuid(), user_id, event_id, seat_id, 'PENDING_PAYMENT', 1, price_amount,
          price_currency, 'INV-AUDIT', created_at, updated_at from booking where id = '%s'\
        """
            .formatted(confirmed);
    ticket("drop index booking_one_live_per_seat", copy);
    try {
      assertThat(audit(Duration.ZERO).get("I1"))
          .anyMatch(line -> line.contains(seat) && line.contains("2 live bookings"))
          .anyMatch(line -> line.contains("booking_one_live_per_seat"));
    } finally {
      ticket(
          "delete from booking where invoice_number = 'INV-AUDIT'",
          """
          create unique index booking_one_live_per_seat on booking (seat_id)
            where status in ('HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')\
          """);
    }
  }

  @Test
  void seesASeatWhoseStatusIsWrong() throws SQLException {
    ticket("update seat set status = 'OPEN' where id = '" + seat + "'");
    try {
      assertThat(audit(Duration.ZERO).get("I2")).singleElement().asString().contains(seat);
    } finally {
      ticket("update seat set status = 'BOOKED' where id = '" + seat + "'");
    }
  }

  @Test
  void seesMoneyWithoutATicketAndATicketWithoutMoney() {
    cassandra("update invoice set status = 'ISSUED' where number = '" + invoice + "'");
    try {
      assertThat(audit(Duration.ZERO).get("I3")).singleElement().asString().contains(confirmed);
    } finally {
      cassandra("update invoice set status = 'PAID' where number = '" + invoice + "'");
    }
    cassandra("update invoice set booking_id = uuid() where number = '" + invoice + "'");
    try {
      assertThat(audit(Duration.ZERO).get("I3"))
          .anyMatch(line -> line.contains(invoice) && line.contains("no refund"));
    } finally {
      cassandra(
          "update invoice set booking_id = %s where number = '%s'".formatted(confirmed, invoice));
    }
  }

  @Test
  void aSeatOfAGroupThatWasCancelledAloneIsGivenBackAndInOrder() {
    Visitor budi = town.citizen("Budi");
    Venue venue = town.venue("Pasar Malam", 3);
    JsonNode group = budi.bookTogether(venue.eventId(), venue.seats()).require(201).json();
    String number = group.path("invoiceNumber").asText();
    budi.pay(number, true).require(202);
    for (JsonNode each : group.path("bookings")) {
      budi.awaitInHistory(each.path("id").asText(), LIMIT, "CONFIRMED");
    }
    JsonNode last = group.path("bookings").path(2);

    budi.cancelSeats(group.path("id").asText(), List.of(last.path("seatId").asText())).require(200);

    JsonNode cancelled = budi.awaitInHistory(last.path("id").asText(), LIMIT, "CANCELLED");
    assertThat(cancelled.path("group").path("alone").asBoolean()).isTrue();
    String id = last.path("id").asText();
    Patience.of(LIMIT)
        .until("the mail", () -> budi.mails(id, "SEAT_CANCELLED").stream().findFirst());
    Patience.of(LIMIT).until("the refund", () -> refundable(budi, number, 300_000));
    assertThat(audit(LIMIT)).isEmpty();
  }

  private static Optional<JsonNode> refundable(Visitor visitor, String number, long amount) {
    JsonNode found =
        visitor.web().get(town.addresses().payment() + "/invoices/" + number).require(200).json();
    return Optional.of(found)
        .filter(invoice -> invoice.path("refundable").path("amount").asLong() == amount);
  }

  @Test
  void seesMoneyThatIsKeptForNothing() {
    cassandra("update invoice set amount = 300000 where number = '" + invoice + "'");
    try {
      assertThat(audit(Duration.ZERO).get("I3"))
          .singleElement()
          .asString()
          .contains(invoice)
          .contains("300,000 is kept")
          .contains("worth 150,000");
    } finally {
      cassandra("update invoice set amount = 150000 where number = '" + invoice + "'");
    }
  }

  @Test
  void seesAnOrderWhoseBookingSaysOtherwise() throws SQLException {
    String order = UUID.randomUUID().toString();
    ticket(
        """
        insert into shop_order (id, user_id, locale, status, version, total_amount, total_currency,
          invoice_number, expires_at)
        values ('%s', '%s', 'id', 'PLACED', 1, 150000, 'IDR', 'INV-AUDIT',
          now() + interval '1 hour')\
        """
            .formatted(order, order),
        "update booking set order_id = '%s', order_total = 150000 where id = '%s'"
            .formatted(order, confirmed));
    try {
      assertThat(audit(Duration.ZERO).get("I3"))
          .anyMatch(
              line ->
                  line.contains(order) && line.contains("is PLACED") && line.contains(confirmed))
          .anyMatch(line -> line.contains(invoice) && line.contains("no refund"));
    } finally {
      ticket(
          "update booking set order_id = null, order_total = null where id = '" + confirmed + "'",
          "delete from shop_order where id = '" + order + "'");
    }
  }

  @Test
  void seesAChangeTheHistoryLacks() throws SQLException {
    String where = " where booking_id = '" + confirmed + "' and status = 'CONFIRMED'";
    client("update booking_change set version = version + 100" + where);
    try {
      assertThat(audit(Duration.ZERO).get("I4"))
          .anyMatch(line -> line.contains(confirmed) && line.contains("is not in the history"))
          .anyMatch(line -> line.contains(confirmed) && line.contains("never happened"));
    } finally {
      client("update booking_change set version = version - 100" + where);
    }
  }

  @Test
  void seesATicketThatIsGoneAndAMailThatWasNotSent() throws SQLException {
    ticket(
        "update document set object_key = 'gone/' || object_key where booking_id = '"
            + confirmed
            + "'");
    client(
        "update mail set status = 'FAILED', failure = 'smtp-550' where booking_id = '%s' and kind = 'BOOKING_CONFIRMED'"
            .formatted(confirmed));
    try {
      assertThat(audit(Duration.ZERO).get("I5"))
          .anyMatch(line -> line.contains(confirmed) && line.contains("no PDF in the archive"))
          .anyMatch(line -> line.contains(confirmed) && line.contains("0 accepted mails"));
    } finally {
      ticket(
          "update document set object_key = substr(object_key, 6) where booking_id = '"
              + confirmed
              + "'");
      client(
          "update mail set status = 'SENT', failure = null where booking_id = '%s' and kind = 'BOOKING_CONFIRMED'"
              .formatted(confirmed));
    }
  }

  @Test
  void seesAPaymentWhoseWebhookIsGone() {
    String id =
        cassandra(
                "select id from invoice where number = '%s' and entry = 'delivery'"
                    .formatted(invoice))
            .getFirst();
    String where = " where number = '%s' and entry = 'delivery' and id = %s".formatted(invoice, id);
    cassandra("update invoice set type = 'invoice.lost'" + where);
    try {
      assertThat(audit(Duration.ZERO).get("I6")).singleElement().asString().contains(invoice);
    } finally {
      cassandra("update invoice set type = 'invoice.paid'" + where);
    }
  }

  @Test
  void seesSomebodyWhoWasPassedInLine() throws SQLException {
    Visitor later = town.crowd().get(1);
    String eventId =
        town.crowd().getFirst().inHistory(confirmed).orElseThrow().path("eventId").asText();
    String waiting = later.book(eventId, seat).require(202).json().path("id").asText();
    assertThat(audit(LIMIT)).isEmpty();
    ticket(
        "update booking set created_at = created_at - interval '1 hour' where id = '"
            + waiting
            + "'");
    try {
      assertThat(audit(Duration.ZERO).get("I7"))
          .anyMatch(line -> line.contains(waiting) && line.contains(confirmed));
    } finally {
      ticket(
          "update booking set created_at = created_at + interval '1 hour' where id = '"
              + waiting
              + "'");
    }
  }

  @Test
  void seesAPhotoThatIsGone() throws SQLException {
    String category = UUID.randomUUID().toString();
    String report = UUID.randomUUID().toString();
    String photo = UUID.randomUUID().toString();
    sql(
        LoketService.REPORT_APP,
        """
        insert into category (id, code, name_en, name_id, unit, sla_hours, duplicate_radius)
        values ('%1$s', 'audit-%1$s', 'Audit', 'Audit', 'audit', 1000, 0)\
        """
            .formatted(category),
        """
        insert into report (id, category_id, note, address, anonymous, status, unit, source, due_at)
        values ('%s', '%s', 'Audit', 'Audit', true, 'REJECTED', 'audit', 'API', now())\
        """
            .formatted(report, category),
        """
        insert into media (id, report_id, purpose, sha256, size, status, variants)
        values ('%s', '%s', 'BEFORE', 'audit', 1, 'STORED', '{original}')\
        """
            .formatted(photo, report));
    try {
      assertThat(audit(Duration.ZERO).get("I8"))
          .anyMatch(line -> line.contains(photo) && line.contains("has no object"));
    } finally {
      sql(LoketService.REPORT_APP, "delete from media where id = '" + photo + "'");
    }
  }

  @Test
  void seesAnActNobodyIsRecordedToHaveDoneAndATrailThatCanBeChanged() throws SQLException {
    String officer = UUID.randomUUID().toString();
    sql(
        LoketService.REPORT_APP,
        "insert into officer (user_id, unit) values ('%s', 'audit')".formatted(officer),
        "alter table audit disable trigger audit_is_append_only");
    try {
      assertThat(audit(Duration.ZERO).get("I12"))
          .anyMatch(line -> line.contains(officer) && line.contains("nobody placed them"))
          .anyMatch(line -> line.contains("report-app can be changed"));
    } finally {
      sql(
          LoketService.REPORT_APP,
          "alter table audit enable trigger audit_is_append_only",
          "delete from officer where user_id = '" + officer + "'");
    }
  }

  @Test
  void seesAnItemThatWasChangedAndAMissingTrigger() throws SQLException {
    String item = UUID.randomUUID().toString();
    sql(
        LoketService.DATABASE,
        "insert into collector (id, email, name) values ('%1$s', '%1$s', 'Audit')".formatted(item),
        """
        insert into device (id, collector_id, model, system, version_code, status)
        values ('%1$s', '%1$s', 'audit', 'audit', 1, 'ACTIVE')\
        """
            .formatted(item),
        """
        insert into batch (id, collector_id, device_id, day, number, status)
        values ('%1$s', '%1$s', '%1$s', current_date, 1, 'OPEN')\
        """
            .formatted(item),
        """
        insert into item (id, device_id, collector_id, batch_id, claimed_batch, sequence, kind,
          recorded_at, hash, body)
        values ('%1$s', '%1$s', '%1$s', '%1$s', '%1$s', 1, 'POSITION', now(), 'other', '{}')\
        """
            .formatted(item),
        "alter table item disable trigger item_added");
    try {
      assertThat(audit(Duration.ZERO).get("I9"))
          .anyMatch(line -> line.contains(item) && line.contains("hash differs"))
          .anyMatch(line -> line.contains("item_added"));
    } finally {
      sql(
          LoketService.DATABASE,
          "alter table item enable trigger item_added",
          "delete from item where id = '" + item + "'",
          "delete from batch where id = '" + item + "'",
          "delete from device where id = '" + item + "'",
          "delete from collector where id = '" + item + "'");
    }
  }

  @Test
  void seesAResultThatIsNotWhatWasSealedAndAVoidTheCoreWasNotToldOf() throws SQLException {
    String id = UUID.randomUUID().toString();
    String report =
        """
        {"digest":"%s","totals":{"visits":1,"receipts":[{"method":"CASH","count":1,\
        "amount":{"amount":5000,"currency":"IDR"}}]},"visits":[]}\
        """
            .formatted("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // It would look into what the core says of this result.
    town.staging().suspend(LoketService.DATABASE);
    try {
      seesAResult(id, report);
    } finally {
      town.staging().resume(LoketService.DATABASE);
    }
  }

  private void seesAResult(String id, String report) throws SQLException {
    sql(
        LoketService.DATABASE,
        "insert into collector (id, email, name) values ('%1$s', '%1$s', 'Audit')".formatted(id),
        """
        insert into device (id, collector_id, model, system, version_code, status)
        values ('%1$s', '%1$s', 'audit', 'audit', 1, 'ACTIVE')\
        """
            .formatted(id),
        """
        insert into batch (id, collector_id, device_id, day, number, status, closed_at, sealed,
          seal, exported)
        values ('%1$s', '%1$s', '%1$s', current_date, 1, 'CLOSED', now(), '%2$s',
          encode(sha256(convert_to('%2$s', 'UTF8')), 'hex'), true)\
        """
            .formatted(id, report),
        """
        insert into exchange.result (batch, edition, collector, day, visits, received, seal)
        select id, 1, 'audit', day, 0, 0, seal from batch where id = '%s'\
        """
            .formatted(id),
        "alter table visit_void disable trigger visit_void_added");
    try {
      assertThat(audit(Duration.ZERO).get("I11"))
          .anyMatch(line -> line.contains(id) && line.contains("sealed are 1 visits"))
          .anyMatch(line -> line.contains(id) && line.contains("sealed are 5000 IDR"))
          .anyMatch(line -> line.contains("visit_void_added"));
    } finally {
      sql(
          LoketService.DATABASE,
          "alter table visit_void enable trigger visit_void_added",
          // The core may have taken the result meanwhile.
          "delete from exchange.receipt_money where batch = '" + id + "'",
          "delete from exchange.result_receipt where batch = '" + id + "'",
          "delete from exchange.result where batch = '" + id + "'",
          "delete from batch where id = '" + id + "'",
          "delete from device where id = '" + id + "'",
          "delete from collector where id = '" + id + "'");
    }
  }

  @Test
  void seesStockBelowNothingAndAFallThatWasForgotten() throws SQLException {
    ticket(
        "alter table stock drop constraint stock_never_negative",
        "insert into stock (store, item, on_hand, falls) values ('audit', 'below', -1, 0)",
        "insert into stock (store, item, on_hand, falls) values ('audit', 'forgotten', 0, 1)",
        "insert into stock (store, item, on_hand, falls) values ('audit', 'twice', 10, 0)",
        "insert into stock_movement (stock_id, kind, on_hand, reserved)"
            + " select id, 'CHANGED', 5, 0 from stock where store = 'audit' and item = 'twice'");
    try {
      assertThat(audit(Duration.ZERO).get("I10"))
          .anyMatch(line -> line.contains("below at audit is -1"))
          .anyMatch(line -> line.contains("forgotten at audit was left 1 times, 0 are written"))
          .anyMatch(
              line ->
                  line.contains(
                      "twice at audit is 10 with 0 reserved, its movements make 5 with 0"))
          .anyMatch(line -> line.contains("stock_never_negative"));
    } finally {
      ticket(
          "delete from stock where store = 'audit'",
          "alter table stock add constraint stock_never_negative check (on_hand >= 0)");
    }
  }

  private static Map<String, List<String>> audit(Duration patience) {
    printed.reset();
    Map<String, List<String>> violations = audit.run(patience);
    assertThat(printed.toString()).contains("I1 ", "I10  ");
    return violations;
  }

  private void ticket(String... statements) throws SQLException {
    sql(LoketService.TICKET_APP, statements);
  }

  private void client(String... statements) throws SQLException {
    sql(LoketService.CLIENT_APP, statements);
  }

  private void sql(LoketService service, String... statements) throws SQLException {
    Map<String, String> variables = town.stack().environment(service);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + variables.get("LOKET_DB_URL"),
                variables.get("LOKET_DB_USER"),
                variables.get("LOKET_DB_PASSWORD"));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        assertThat(statement.execute(each)).isFalse();
      }
    }
  }

  private List<String> cassandra(String cql) {
    return payment.execute(cql).all().stream().map(row -> row.getObject(0).toString()).toList();
  }
}
