package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Shop;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Servers and services that are away while people book and pay. Whatever was accepted is completed
 * once all is back, exactly once; the audit after the last test says so for everything together.
 */
@Tag("faults")
@ClassTemplate
@ExtendWith(Rounds.class)
class OutageIT {
  private static final Town town = Town.get();
  private final List<Visitor> crowd = town.crowd();

  @AfterEach
  void everythingRunsAgain() {
    town.allRunsAgain();
  }

  @AfterAll
  static void theAuditIsClean() {
    town.requireCleanAudit();
  }

  @Test
  void webhooksSurviveAnEmptiedRedis() {
    Venue venue = town.venue("Lupa", 6);
    List<Pending> pending = Pending.of(crowd, venue, 6);
    town.services().stop(LoketService.TICKET_APP);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> each.awaitInvoice("PAID"));
    flushRedis();

    town.services().restart(LoketService.TICKET_APP);

    pending.forEach(each -> each.awaitInHistory("CONFIRMED"));
  }

  @Test
  void withoutRedisPaymentsAreTakenAndToldWhenItIsBack() {
    Venue venue = town.venue("Tanpa Redis", 3);
    List<Pending> pending = Pending.of(crowd, venue, 3);
    town.stack().kill(Server.REDIS);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> each.awaitInvoice("PAID"));

    town.stack().restart(Server.REDIS);

    pending.forEach(each -> each.awaitInHistory("CONFIRMED"));
  }

  @Test
  void withoutRabbitMqBookingsAndOrdersGoOnAndWhatFollowsCatchesUpInOrder() {
    Visitor ani = town.citizen("Ani");
    Shop shop = Shop.open(town.organiser().signIn(), town.addresses());
    shop.stock("Mug", 1);
    shop.price("Mug", 20_000);

    String order =
        confirmedWithout(
            Server.RABBITMQ,
            "Tanpa Pesan",
            () -> shop.order(ani, "Mug", 1).require(201).json().path("id").asText());

    OrderIT.awaitEveryStep(shop, ani, order);
  }

  @Test
  void withoutTheMailServerTheMailComesLaterAndOnce() {
    confirmedWithout(Server.MAIL, "Tanpa Pos", () -> "");
  }

  @Test
  void withoutTheArchiveTheTicketComesLater() {
    confirmedWithout(Server.S3, "Tanpa Gudang", () -> "");
  }

  @Test
  void withoutClientAppNothingIsLost() {
    Venue venue = town.venue("Loket Tutup", 3);
    List<Pending> pending = Pending.of(crowd, venue, 3);
    town.services().kill(LoketService.CLIENT_APP);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));

    town.services().restart(LoketService.CLIENT_APP);

    pending.forEach(Pending::requireTicketAndOneMail);
  }

  @Test
  void withoutTheOrganiserOrPaymentAppTheCallerIsToldSoonAndTheSeatIsFree() {
    Visitor who = crowd.get(30);
    Venue venue = town.venue("Tidak Diangkat", 2);
    town.stack().stop(Server.ORGANISER);
    Web.Answer noOrganiser = who.book(venue.eventId(), venue.seats().get(0));
    town.stack().restart(Server.ORGANISER);
    assertThat(noOrganiser.status()).isEqualTo(503);
    assertThat(noOrganiser.problem()).isEqualTo("organiser-unavailable");

    town.services().stop(LoketService.PAYMENT_APP);
    Web.Answer noPayment = who.book(venue.eventId(), venue.seats().get(1));
    town.services().restart(LoketService.PAYMENT_APP);
    assertThat(noPayment.status()).isEqualTo(503);
    assertThat(noPayment.problem()).isEqualTo("payment-unavailable");

    Patience.of(LIMIT).until("free seats", () -> town.seatsBeing(venue, "OPEN", 2));
    Patience.of(LIMIT)
        .until(
            "a booking after all",
            () ->
                Optional.of(who.book(venue.eventId(), venue.seat()))
                    .filter(answer -> answer.status() == 201));
  }

  /**
   * Paid while this server is away, and what else is done then: ticket-app confirms, the rest comes
   * when it is back.
   */
  private <T> T confirmedWithout(Server server, String title, Supplier<T> more) {
    Venue venue = town.venue(title, 3);
    List<Pending> pending = Pending.of(crowd, venue, 3);
    town.stack().kill(server);
    pending.forEach(each -> each.who().pay(each.invoice(), true).require(202));
    pending.forEach(each -> each.awaitTicketApp("CONFIRMED"));
    T done = more.get();

    town.stack().restart(server);

    pending.forEach(Pending::requireTicketAndOneMail);
    return done;
  }

  private static void flushRedis() {
    var redis = town.stack().endpoint(Server.REDIS);
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      String commands = "AUTH " + redis.password() + "\r\nFLUSHALL\r\n";
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      byte[] answers = socket.getInputStream().readNBytes("+OK\r\n+OK\r\n".length());
      assertThat(new String(answers, StandardCharsets.UTF_8)).isEqualTo("+OK\r\n+OK\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
