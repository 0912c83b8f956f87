package id.loket.local.notice;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.http.HttpFace;
import id.loket.local.http.Request;
import id.loket.local.http.Response;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Stands for the providers that carry SMS and push notices, and for a browser's push service: takes
 * everything in, delivers to nobody, and shows what was sent. A process of its own, so that it can
 * be killed, restarted and told to refuse like the real ones.
 *
 * <p>Arguments: port, data folder (for its log only: what was sent is kept in memory). Environment:
 * LOKET_BIND (127.0.0.1).
 */
public final class NoticeSimulator {
  private final SentNotices sent = new SentNotices();
  private volatile int refuseWith;

  private NoticeSimulator() {}

  /** Starts the simulator and returns; its server thread keeps the process alive. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    String host = System.getenv().getOrDefault("LOKET_BIND", "127.0.0.1");
    new NoticeSimulator().face().listen(host, port);
    System.out.println("SMS and push simulator on port " + port);
  }

  private HttpFace face() {
    return new HttpFace()
        .on("POST", "/sms", request -> take("SMS", request))
        .on("POST", "/push", request -> take("PUSH", request))
        .on("POST", "/webpush/{device}", this::takeForBrowser)
        .on("GET", "/", request -> new NoticePage(sent).show(request.query("to")))
        .on(
            "GET",
            "/api/messages",
            request -> Response.json(200, Map.of("items", sent.list(request.query("to")))))
        .on("DELETE", "/api/messages", this::clear)
        .on("GET", "/api/simulation", request -> Response.json(200, describe()))
        .on("PUT", "/api/simulation", this::change);
  }

  private Response take(String channel, Request request) {
    if (refuseWith != 0) {
      return refusal();
    }
    JsonNode body = request.json();
    String to = text(body, "to");
    boolean isNew =
        sent.add(
            new SentNotice(
                text(body, "id"),
                channel,
                to,
                body.path("title").asText(""),
                text(body, "text"),
                body.path("url").asText(""),
                request.header("authorization").orElse("")));
    return Response.json(isNew ? 202 : 200, Map.of("accepted", true));
  }

  /** RFC 8030: what comes here is encrypted for the browser, so only its envelope is seen. */
  private Response takeForBrowser(Request request) {
    if (refuseWith != 0) {
      return refusal();
    }
    if (!request.header("content-encoding").orElse("").equals("aes128gcm")
        || request.header("ttl").isEmpty()) {
      return Response.problem(400, "bad-request", "Bad request", "Not a push message (RFC 8030).");
    }
    sent.add(
        new SentNotice(
            java.util.UUID.randomUUID().toString(),
            "WEB_PUSH",
            request.path().get("device"),
            "",
            Base64.getUrlEncoder().withoutPadding().encodeToString(request.body()),
            "",
            request.header("authorization").orElse("")));
    return Response.empty(201);
  }

  private Response clear(Request request) {
    sent.clear();
    return Response.empty(204);
  }

  private Response change(Request request) {
    int status = request.json().path("refuseWith").asInt(-1);
    if (status != 0 && !List.of(400, 410, 429, 500, 503).contains(status)) {
      throw new Request.BadRequest("refuseWith must be 0, 400, 410, 429, 500 or 503");
    }
    refuseWith = status;
    return Response.json(200, describe());
  }

  private Map<String, Object> describe() {
    return Map.of("refuseWith", refuseWith);
  }

  private Response refusal() {
    return Response.problem(refuseWith, "refused", "Refused", "As asked for at /api/simulation.");
  }

  private static String text(JsonNode body, String field) {
    String text = body.path(field).asText("");
    if (text.isBlank()) {
      throw new Request.BadRequest(field + " is missing");
    }
    return text;
  }
}
