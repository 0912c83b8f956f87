package id.loket.ticket.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.PaymentStandIn;
import id.loket.ticket.testing.TicketAppTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A price of 0 needs no invoice. */
@TicketAppTest
class FreeSeatTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();

  @Test
  void aSeatThatCostsNothingIsConfirmedWithoutAnInvoice() {
    UUID event = counter.event();
    UUID seat =
        UUID.fromString(
            counter
                .organiser()
                .body(
                    Map.of(
                        "seats",
                        List.of(
                            Map.of(
                                "label", "F-1", "price", Map.of("amount", 0, "currency", "IDR")))))
                .post("/events/{id}/seats", event)
                .then()
                .statusCode(201)
                .extract()
                .path("items[0].id"));
    UUID user = UUID.randomUUID();

    Response booked = counter.book(user, event, seat);

    booked
        .then()
        .statusCode(201)
        .body("status", equalTo("CONFIRMED"))
        .body("invoiceNumber", nullValue());
    UUID id = UUID.fromString(booked.path("id"));
    assertThat(PaymentStandIn.statusOf(id)).isEqualTo("NONE");
    assertThat(counter.seatStatus(seat)).isEqualTo("BOOKED");
    Counter.Booked mine = new Counter.Booked(user, id, null);
    assertThat(counter.ticketCode(mine)).startsWith("LKT2.");

    counter.cancel(mine).then().statusCode(200).body("status", equalTo("CANCELLED"));
    assertThat(
            database.count(
                "select count(*) from obligation where booking_id = $1 and kind = 'REFUND'", id))
        .isZero();
  }
}
