package id.loket.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.local.LoketService;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A queue of events, how one of its events looks, and what its handler does to a table: there the
 * test can hold it, and there it sees what was handled.
 */
enum Consumer {
  BOOKINGS("client-app.bookings", LoketService.CLIENT_APP, "client", 100, "booking.pending"),
  DELIVERIES("client-app.deliveries", LoketService.CLIENT_APP, "client", 100, "order.paid"),
  ALERTS("client-app.alerts", LoketService.CLIENT_APP, "client", 100, "alert.requested"),
  MAIL("client-app.mail", LoketService.CLIENT_APP, "client", 8, "mail.requested"),
  TICKET_ORDERS("ticket-app.orders", LoketService.TICKET_APP, "ticket", 100, "forecast.updated"),
  FULFILMENT("ticket-app.fulfilment", LoketService.TICKET_APP, "ticket", 100, "order.created"),
  INVOICES("payment-app.orders", LoketService.PAYMENT_APP, null, 100, "order.created"),
  DEMAND("report-app.demand", LoketService.REPORT_APP, "report", 100, "order.created"),
  NOTICES("report-app.notices", LoketService.REPORT_APP, "report", 100, "report.received"),
  UPLOADS("report-app.media", LoketService.REPORT_APP, "report", 4, "media.uploaded"),
  ARRIVALS("report-app.arrivals", LoketService.REPORT_APP, "report", 12, "media.arrived"),
  OBJECTS("report-app.objects", LoketService.REPORT_APP, "report", 1, "object.created");

  private static final ObjectMapper JSON = new ObjectMapper();

  final String queue;
  final LoketService service;
  final String database;
  final int prefetch;
  final String type;

  Consumer(String queue, LoketService service, String database, int prefetch, String type) {
    this.queue = queue;
    this.service = service;
    this.database = database;
    this.prefetch = prefetch;
    this.type = type;
  }

  /** Whether its events only say that there is work, which is in rows that a sweep finds too. */
  boolean isOfRows() {
    return switch (this) {
      case MAIL, UPLOADS, ARRIVALS, OBJECTS -> true;
      default -> false;
    };
  }

  /** The write by which an event is handled, as a trigger's clause. */
  String write() {
    return switch (this) {
      case MAIL -> "before update on mail for each row when (new.lease_holder is not null)";
      case UPLOADS -> "before update on media for each row when (old.status = 'UPLOADED')";
      case ARRIVALS, OBJECTS -> "before update on media for each row when (old.status = 'PLACED')";
      default -> "before insert on inbox for each row when (new.consumer = '" + queue + "')";
    };
  }

  /** The data of an event about that subject, whole for every queue that hears its type. */
  ObjectNode data(UUID subject) {
    ObjectNode data = JSON.createObjectNode();
    String now = Instant.now().toString();
    switch (type) {
      case "booking.pending" -> {
        data.put("id", subject.toString()).put("userId", id().toString());
        data.put("eventId", id().toString()).put("seatId", id().toString());
        data.put("status", "PENDING_PAYMENT").put("version", 2).put("promoted", false);
        data.put("invoiceNumber", "INV-20261120-7Z3K9QW2M4X8Y1TB");
        data.put("paymentUrl", "http://127.0.0.1/pay").put("expiresAt", now);
        data.putObject("event").put("title", "Konser").put("venue", "Balai").put("startsAt", now);
        data.putObject("seat").put("label", "A-1");
        data.putObject("price").put("amount", 150_000).put("currency", "IDR");
        data.put("createdAt", now).put("updatedAt", now);
      }
      case "order.created", "order.paid" -> {
        data.put("id", subject.toString()).put("userId", id().toString()).put("locale", "id");
        data.put("createdAt", now).put("payWithinSeconds", 900);
        data.putObject("total").put("amount", 3_000).put("currency", "IDR");
        data.putArray("items")
            .addObject()
            .put("store", "Pusat")
            .put("item", "payung")
            .put("quantity", 2);
      }
      case "forecast.updated" -> data.put("orderId", subject.toString());
      case "report.received" -> {
        data.put("reportId", subject.toString()).put("changeId", id().toString());
        data.put("kind", "RECEIVED").put("status", "RECEIVED").put("source", "API");
        data.put("category", "lampu").put("version", 1).put("occurredAt", now);
      }
      default -> {
        // the subject says it all
      }
    }
    return data;
  }

  /** As the services make them: version 7. */
  static UUID id() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long time = System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(0x1000);
    return new UUID(time, Long.MIN_VALUE | random.nextLong() >>> 2);
  }
}
