package id.loket.local.mail;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.http.HttpFace;
import id.loket.local.http.Request;
import id.loket.local.http.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The inbox for programs: JSON under {@code /api}. */
final class InboxApi implements Supplier<Simulation> {
  private final Inbox inbox;
  private volatile Simulation simulation = Simulation.OFF;

  InboxApi(Inbox inbox) {
    this.inbox = inbox;
  }

  /** How mails are refused now. */
  @Override
  public Simulation get() {
    return simulation;
  }

  void addTo(HttpFace face) {
    face.on("GET", "/api/messages", this::list)
        .on("DELETE", "/api/messages", this::clear)
        .on("GET", "/api/messages/{id}", this::mail)
        .on("GET", "/api/messages/{id}/raw", this::raw)
        .on("GET", "/api/messages/{id}/attachments/{n}", this::attachment)
        .on("GET", "/api/simulation", request -> Response.json(200, describe()))
        .on("PUT", "/api/simulation", this::change);
  }

  private Response list(Request request) {
    return Response.json(200, Map.of("items", inbox.list(request.query("to"))));
  }

  private Response clear(Request request) throws IOException {
    inbox.clear();
    return Response.empty(204);
  }

  private Response mail(Request request) throws IOException {
    return inbox
        .find(request.path().get("id"))
        .map(mail -> Response.json(200, mail))
        .orElseGet(InboxApi::noSuchMail);
  }

  private Response raw(Request request) throws IOException {
    return inbox
        .raw(request.path().get("id"))
        .map(bytes -> Response.of(200, "message/rfc822", bytes))
        .orElseGet(InboxApi::noSuchMail);
  }

  private Response attachment(Request request) throws IOException {
    String n = request.path().get("n");
    Optional<Mail.Attachment> attachment =
        inbox.find(request.path().get("id")).stream()
            .flatMap(mail -> mail.attachments().stream())
            .filter(each -> Integer.toString(each.n()).equals(n))
            .findFirst();
    return attachment.map(InboxApi::download).orElseGet(InboxApi::noSuchMail);
  }

  private static Response download(Mail.Attachment attachment) {
    String safeName = attachment.name().replaceAll("[^A-Za-z0-9._ -]", "_");
    return Response.of(200, attachment.type(), attachment.content())
        .with("Content-Disposition", "attachment; filename=\"" + safeName + "\"")
        .with("X-Content-Type-Options", "nosniff");
  }

  private Response change(Request request) {
    JsonNode body = request.json();
    Refusal refusal =
        Refusal.named(body.path("refuse").asText(""))
            .orElseThrow(
                () -> new Request.BadRequest("refuse must be none, temporary or permanent"));
    Simulation.Stage stage =
        switch (body.path("at").asText("rcpt")) {
          case "rcpt" -> Simulation.Stage.RCPT;
          case "data" -> Simulation.Stage.DATA;
          default -> throw new Request.BadRequest("at must be rcpt or data");
        };
    simulation = new Simulation(refusal, stage);
    return Response.json(200, describe());
  }

  private Map<String, String> describe() {
    Simulation now = simulation;
    return Map.of("refuse", now.refusal().lowerCaseName(), "at", now.stage().name().toLowerCase());
  }

  private static Response noSuchMail() {
    return Response.problem(404, "mail-not-found", "No such mail", "It may have been deleted.");
  }
}
