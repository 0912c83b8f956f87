package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** One trace tells a booking's whole story, over three services, a broker and a payer's pause. */
class TraceIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CALLER = "00f067aa0ba902b7";
  private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

  private final Town town = Town.get();
  private final String traceId = UUID.randomUUID().toString().replace("-", "");

  TraceIT() {
    ASKED.add(traceId);
  }

  @Test
  void oneTraceLeadsFromTheRequestThroughOrganiserInvoiceWebhookAndMessageToTheMail()
      throws Exception {
    Visitor wulan = town.citizen("Wulan Sari");
    Venue venue = town.venue("Tari Topeng", 1);

    JsonNode booked = book(wulan, venue);
    wulan.pay(booked.path("invoiceNumber").asText(), true).require(202);
    wulan.awaitInHistory(booked.path("id").asText(), LIMIT, "CONFIRMED");

    Map<String, Predicate<Spans.Span>> story = new HashMap<>();
    story.put("client-app took the booking", server("client-app", "POST /users/{userId}/bookings"));
    story.put("client-app asked ticket-app", client("client-app", "/bookings"));
    story.put("ticket-app took it", server("ticket-app", "POST /bookings"));
    story.put("ticket-app asked the organiser", client("ticket-app", "/holds"));
    story.put("ticket-app asked for an invoice", client("ticket-app", "/invoices"));
    story.put("payment-app issued it", server("payment-app", "POST /invoices"));
    story.put("payment-app charged", named("payment-app", "process payment"));
    story.put("payment-app told ticket-app", client("payment-app", "/webhooks/payment"));
    story.put("ticket-app was told", server("ticket-app", "POST /webhooks/payment"));
    story.put("ticket-app made the ticket", named("ticket-app", "make ticket"));
    story.put("ticket-app published", named("ticket-app", "publish booking.confirmed"));
    story.put("client-app heard", named("client-app", "process booking.confirmed"));
    story.put("client-app asked for a mail", named("client-app", "publish mail.requested"));
    story.put("client-app took that up", named("client-app", "process mail.requested"));
    story.put("client-app sent it", named("client-app", "send mail"));
    Patience.of(LIMIT).until("the whole trace", () -> whole(story));
    Patience.of(LIMIT)
        .until(
            "every span to hang on another of the trace, or on the caller's",
            () -> isOneTree(town.spans().ofTrace(traceId)) ? Optional.of(true) : Optional.empty());
  }

  @Test
  void whatIsNotAskedForIsNotRecorded() throws Exception {
    Visitor agus = town.citizen("Agus Salim");
    Venue venue = town.venue("Lenong", 1);
    JsonNode booked = book(agus, venue);
    agus.awaitInHistory(booked.path("id").asText(), LIMIT, "PENDING_PAYMENT");
    Patience.of(LIMIT).until("its mail", () -> whole(Map.of("", named("client-app", "send mail"))));

    assertThat(town.spans().all())
        .as("the share of traces begun here is set to nothing")
        .isNotEmpty()
        .allMatch(span -> ASKED.contains(span.traceId()));
  }

  @Test
  void tracesTellNothingPersonal() throws Exception {
    Visitor ratna = town.citizen("Ratna Juwita");
    Venue venue = town.venue("Reog", 1);
    JsonNode booked = book(ratna, venue);
    String invoice = booked.path("invoiceNumber").asText();
    ratna.pay(invoice, true).require(202);
    ratna.awaitInHistory(booked.path("id").asText(), LIMIT, "CONFIRMED");
    Patience.of(LIMIT)
        .until("its mails", () -> whole(Map.of("", named("client-app", "send mail"))));

    assertThat(town.spans().all().stream().flatMap(span -> span.attributes().values().stream()))
        .noneMatch(
            value ->
                value.contains(ratna.email())
                    || value.contains("@")
                    || value.contains("Ratna")
                    || value.contains(invoice)
                    || value.contains(ratna.accessToken())
                    || value.contains("Signature=")
                    || value.contains("token="));
  }

  private static boolean isOneTree(List<Spans.Span> trace) {
    return trace.stream()
        .allMatch(
            span ->
                span.parentId().equals(CALLER)
                    || trace.stream().anyMatch(other -> other.id().equals(span.parentId())));
  }

  private Optional<Boolean> whole(Map<String, Predicate<Spans.Span>> story) {
    List<Spans.Span> trace = town.spans().ofTrace(traceId);
    boolean complete =
        story.values().stream().allMatch(chapter -> trace.stream().anyMatch(chapter));
    return complete ? Optional.of(true) : Optional.empty();
  }

  private static Predicate<Spans.Span> server(String service, String name) {
    return named(service, name).and(Spans.Span::isServer);
  }

  private static Predicate<Spans.Span> named(String service, String name) {
    return span -> span.service().equals(service) && span.name().equals(name);
  }

  private static Predicate<Spans.Span> client(String service, String path) {
    return span ->
        span.service().equals(service)
            && span.isClient()
            && span.attributes().getOrDefault("url.full", "").endsWith(path);
  }

  /** As a program of the visitor's that traces itself. */
  private JsonNode book(Visitor visitor, Venue venue) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(town.addresses().client() + "/users/" + visitor.id() + "/bookings"))
            .header("Authorization", "Bearer " + visitor.accessToken())
            .header("Content-Type", "application/json")
            .header("traceparent", "00-" + traceId + "-" + CALLER + "-01")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"eventId\": \"%s\", \"seatId\": \"%s\"}"
                        .formatted(venue.eventId(), venue.seat())))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return JSON.readTree(answer.body());
    }
  }
}
