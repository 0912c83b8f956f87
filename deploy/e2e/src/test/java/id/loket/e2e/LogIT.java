package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.LoketService;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the services write when LOKET_LOG_JSON is true, as all services here do. */
class LogIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Town town = Town.get();

  @Test
  void everyLineIsJsonWithItsServiceAndWhatARequestCausedHasItsTraceId() {
    Visitor bayu = town.citizen("Bayu Pratama");
    Venue venue = town.venue("Wayang Orang", 1);
    String booking;
    town.organiserRefuses(0, Duration.ofSeconds(30));
    try {
      Web.Answer late = bayu.book(venue.eventId(), venue.seat());
      assertThat(late.problem()).isEqualTo("organiser-unavailable");
      booking = late.json().path("booking").path("id").asText();
    } finally {
      town.organiserRefuses(0, Duration.ZERO);
    }

    JsonNode line =
        Patience.of(LIMIT)
            .until(
                "a line about the hold without answer",
                () -> find(LoketService.TICKET_APP, "Hold of booking " + booking));
    assertThat(line.path("service").asText()).isEqualTo("ticket-app");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.at("/mdc/traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(line.at("/mdc/spanId").asText()).matches("[0-9a-f]{16}");
    assertThat(line.path("timestamp").asText()).isNotBlank();
  }

  @Test
  void nothingPersonalIsLogged() {
    Visitor laras = town.citizen("Larasati Kusumawardhani");
    Venue venue = town.venue("Kuda Lumping", 1);
    JsonNode booked = laras.book(venue.eventId(), venue.seat()).require(201).json();
    laras.pay(booked.path("invoiceNumber").asText(), true).require(202);
    laras.awaitInHistory(booked.path("id").asText(), LIMIT, "CONFIRMED");
    Patience.of(LIMIT)
        .until(
            "the ticket's mail",
            () -> town.inbox().find(laras.email(), mail -> mail.subject().contains("Tiket")));

    for (LoketService service : LoketService.counter()) {
      assertThat(lines(service))
          .as(service.title())
          .isNotEmpty()
          .noneMatch(line -> line.contains("@example.org") || line.contains("@loket.test"))
          .noneMatch(line -> line.contains("Larasati") || line.contains("Kusumawardhani"))
          .noneMatch(line -> line.contains(laras.accessToken()))
          .noneMatch(line -> line.contains("kereta malam"));
    }
  }

  private Optional<JsonNode> find(LoketService service, String text) {
    return lines(service).stream()
        .filter(line -> line.startsWith("{"))
        .map(LogIT::json)
        .filter(line -> line.path("message").asText().startsWith(text))
        .findFirst();
  }

  private List<String> lines(LoketService service) {
    try {
      return new ArrayList<>(Files.readAllLines(town.stack().runFolder().log(service.title())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }
}
