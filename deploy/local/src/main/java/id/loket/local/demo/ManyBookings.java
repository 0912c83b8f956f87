package id.loket.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.StackException;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Shop;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many bookings and orders at once, by several people, with what goes wrong by chance. Of ten
 * visits five book a seat, two order a shirt, two take a shirt with the seat on one invoice, and in
 * one two people want one seat, where the first gives it back and the waiting list moves on.
 */
final class ManyBookings {
  private static final int FEW_PEOPLE = 8;

  /** Fewer than one person may have of an event, places in line too. */
  private static final int VISITS_EACH = 6;

  private static final int AT_ONCE = 12;
  private static final int WAITING_EVERY = 10;
  private static final int ORDER_EVERY = 5;
  private static final int SHIRT = 1;
  private static final int SHIRT_WITH_SEAT = 3;
  private static final String ITEM = "Kaus";
  private static final int PRICE = 75_000;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Addresses addresses;
  private final PrintStream out;

  ManyBookings(Addresses addresses, PrintStream out) {
    this.addresses = addresses;
    this.out = out;
  }

  void make(int count) {
    Visitor organiser = Visitor.sample(addresses, "organiser");
    Venue venue = Venue.open(organiser, addresses, "Pesta Rakyat", count);
    Shop shop = Shop.open(organiser, addresses);
    shop.stock(ITEM, count);
    shop.price(ITEM, PRICE);
    int crowd = Math.max(FEW_PEOPLE, Math.ceilDiv(count, VISITS_EACH));
    out.printf("%d people register, each proving an address by the mail they get ...%n", crowd);
    List<Visitor> people = new ArrayList<>();
    for (int n = 1; n <= crowd; n++) {
      people.add(Visitor.register(addresses, "Tamu " + n, n % 2 == 0 ? "id" : "en"));
    }
    out.printf("%d visits, up to %d at once ...%n", count, AT_ONCE);
    Instant begun = Instant.now();
    List<Outcome> outcomes = visits(venue, shop, people, count);
    double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    out.println();
    out.print(new OutcomeTable(outcomes));
    out.printf(
        "%nIn %.1f s. 'make audit' checks that nothing went wrong behind the counter.%n", seconds);
  }

  private List<Outcome> visits(Venue venue, Shop shop, List<Visitor> people, int count) {
    AtomicInteger done = new AtomicInteger();
    List<Callable<Outcome>> visits = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Visitor who = people.get(n % people.size());
      Visitor other = people.get((n + 1) % people.size());
      String seat = venue.seats().get(n);
      int turn = n % ORDER_EVERY;
      boolean waits = n % WAITING_EVERY == WAITING_EVERY - 1 || n == count - 1;
      visits.add(
          () -> {
            Instant begun = Instant.now();
            String outcome =
                waits
                    ? waitForSeat(who, other, venue.eventId(), seat)
                    : switch (turn) {
                      case SHIRT -> order(who, shop);
                      case SHIRT_WITH_SEAT -> bookAndOrder(who, shop, venue.eventId(), seat);
                      default -> book(who, venue.eventId(), seat);
                    };
            tellProgress(done.incrementAndGet(), count);
            return new Outcome(outcome, Duration.between(begun, Instant.now()));
          });
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> each : executor.invokeAll(visits)) {
        outcomes.add(each.get());
      }
      return outcomes;
    } catch (ExecutionException e) {
      throw new StackException("A visit went wrong: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  private void tellProgress(int done, int count) {
    if (done % 10 == 0 && done < count) {
      out.printf("  %d of %d%n", done, count);
    }
  }

  private static String book(Visitor who, String event, String seat) {
    Web.Answer answer = who.book(event, seat);
    return answer.status() == 201
        ? pay(who, answer.json(), "confirmed")
        : "refused: " + answer.problem();
  }

  private static String pay(Visitor who, JsonNode booking, String success) {
    who.pay(booking.path("invoiceNumber").asText()).require(202);
    JsonNode after = who.awaitInHistory(booking.path("id").asText(), LIMIT, "CONFIRMED", "FAILED");
    return after.path("status").asText().equals("CONFIRMED")
        ? success
        : "failed: " + after.path("reason").asText();
  }

  /** A shirt, until it is paid and on its way. */
  private static String order(Visitor who, Shop shop) {
    String id = shop.order(who, ITEM, 1).require(201).json().path("id").asText();
    return payOrder(who, shop, id, "a shirt, paid and on its way");
  }

  /** A seat and a shirt, on the order's invoice. */
  private static String bookAndOrder(Visitor who, Shop shop, String event, String seat) {
    Web.Answer held = who.book(event, seat);
    if (held.status() != 201) {
      return "refused: " + held.problem();
    }
    String booking = held.json().path("id").asText();
    String id = shop.order(who, booking, ITEM, 1).require(201).json().path("id").asText();
    String outcome = payOrder(who, shop, id, "seat and shirt, paid on one invoice");
    who.awaitInHistory(booking, LIMIT, "CONFIRMED", "FAILED");
    return outcome;
  }

  private static String payOrder(Visitor who, Shop shop, String id, String success) {
    String invoice =
        Patience.of(LIMIT)
            .until(
                "the invoice of order " + id,
                () ->
                    Optional.of(shop.look(who, id).path("invoiceNumber").asText())
                        .filter(number -> !number.isEmpty()));
    who.pay(invoice).require(202);
    JsonNode ended =
        Patience.of(LIMIT)
            .until(
                "the end of order " + id,
                () -> Optional.of(shop.look(who, id)).filter(ManyBookings::isThrough));
    return ended.path("status").asText().equals("PAID")
        ? success
        : "order off: " + ended.path("reason").asText();
  }

  private static boolean isThrough(JsonNode order) {
    String status = order.path("status").asText();
    return status.equals("CANCELLED")
        || (status.equals("PAID") && !order.path("time_logistic_service").isNull());
  }

  /** The first holds the seat, the second waits in line for it, the first gives it back. */
  private static String waitForSeat(Visitor first, Visitor second, String event, String seat) {
    Web.Answer held = first.book(event, seat);
    if (held.status() != 201) {
      return "refused: " + held.problem();
    }
    JsonNode waiting = second.book(event, seat).require(202).json();
    String id = waiting.path("id").asText();
    first.cancel(held.json().path("id").asText()).require(200);
    JsonNode offered =
        Patience.of(LIMIT)
            .until(
                "the seat for booking " + id,
                () ->
                    second
                        .inHistory(id)
                        .filter(each -> !each.path("status").asText().equals("QUEUED"))
                        .filter(each -> !each.path("status").asText().equals("HOLDING")));
    return offered.path("status").asText().equals("PENDING_PAYMENT")
        ? pay(second, offered, "confirmed from the waiting list")
        : "off the waiting list, then " + offered.path("reason").asText();
  }
}
