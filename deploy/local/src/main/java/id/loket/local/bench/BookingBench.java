package id.loket.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Booking throughput: bookings/s of ticket-app over HTTP, with the organiser and payment-app behind
 * it, against transactions/s of pgbench running the same SQL statements on the same PostgreSQL with
 * as many connections. A temporary stack; ends by itself after about four minutes.
 */
public final class BookingBench {
  private static final int CONNECTIONS = 20;
  private static final int CALLERS = 40;
  private static final int SEATS = 2000;
  private static final int EVENTS = 60;
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration MEASURED = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();

  private BookingBench() {}

  public static void main(String[] arguments) throws Exception {
    Pgbench.require();
    Options options =
        Production.options(
            Options.temporary()
                .with("LOKET_HOLD_FAILURE_RATE", "0")
                .with("LOKET_HOLD_LATENCY", "0s")
                .with("LOKET_PAYMENT_FAILURE_RATE", "0"));
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(Server.all(), options)) {
      LoketServices services =
          LoketServices.start(
              stack,
              LoketService.counter(),
              // one citizen books everything here
              Map.of("LOKET_BOOKINGS_PER_USER_AND_EVENT", "1000000"));
      Addresses addresses = Addresses.of(stack);
      double statements = pgbench(stack, options);
      Callers.Result whole = bookings(stack, addresses, WARM_UP);
      // What client-app does with each booking (history, a mail) uses the same processors.
      services.stop(LoketService.CLIENT_APP);
      Callers.Result alone = bookings(stack, addresses, Duration.ofSeconds(2));

      System.out.printf(
          "%nBookings, %d callers, %d database connections, organiser latency 0, failures 0%n",
          CALLERS, CONNECTIONS);
      Figures.row("pgbench, the SQL of one booking as one script", Figures.perSecond(statements));
      report("POST /bookings, whole system on this machine", whole, statements);
      report("POST /bookings, client-app stopped", alone, statements);
    }
  }

  private static void report(String name, Callers.Result result, double statements) {
    Figures.row(name, result.rate());
    Figures.row("  median, p99 of one booking", result.medianAnd99());
    Figures.row(
        "  bookings/s ÷ pgbench transactions/s", Figures.ratio(result.perSecond() / statements));
  }

  private static double pgbench(LocalStack stack, Options options) {
    Pgbench pgbench = new Pgbench(stack.endpoint(Server.POSTGRES));
    pgbench.create("bench", options.project(), "ticket-app");
    pgbench.sql("bench", List.of(options.project().resolve("deploy/bench/seats.sql")));
    Path script = options.project().resolve("deploy/bench/booking.sql");
    pgbench.transactionsPerSecond("bench", script, CONNECTIONS, 3);
    pgbench.sql("bench", "truncate booking, booking_change, outbox, seat_change cascade");
    pgbench.sql("bench", "update seat set status = 'OPEN', version = 1 where status <> 'OPEN'");
    pgbench.sql("bench", "vacuum analyze");
    double rate =
        pgbench.transactionsPerSecond("bench", script, CONNECTIONS, (int) MEASURED.toSeconds());
    pgbench.sql("postgres", "drop database bench");
    return rate;
  }

  private static Callers.Result bookings(LocalStack stack, Addresses addresses, Duration warmUp)
      throws Exception {
    // Signed in while client-app runs; ticket-app knows its key by then.
    Visitor citizen = People.citizen(stack, addresses);
    List<Venue> venues = People.venues(stack, addresses, EVENTS, SEATS);
    AtomicInteger next = new AtomicInteger();
    return new Callers(URI.create(addresses.ticket()), CALLERS, 0)
        .ask(
            warmUp,
            MEASURED,
            (line, random) -> {
              int n = next.getAndIncrement();
              Venue venue = venues.get(n / SEATS % venues.size());
              byte[] booking = booking(citizen.id(), venue.eventId(), venue.seats().get(n % SEATS));
              byte[] answer =
                  line.post("/bookings", citizen.accessToken(), booking).require(201).body();
              return JSON.readTree(answer).has("invoiceNumber");
            });
  }

  private static byte[] booking(String userId, String eventId, String seatId) {
    return "{\"userId\": \"%s\", \"eventId\": \"%s\", \"seatId\": \"%s\"}"
        .formatted(userId, eventId, seatId)
        .getBytes(StandardCharsets.UTF_8);
  }
}
