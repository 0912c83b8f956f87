package id.loket.client.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.testing.LocalStackResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The mails the real SMTP server took. */
public final class Inbox {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All mails to an address, newest first. */
  public List<JsonNode> to(String email) {
    return StreamSupport.stream(
            json(get("/api/messages?to=" + email.replace("+", "%2B"))).get("items").spliterator(),
            false)
        .map(summary -> json(get("/api/messages/" + summary.get("id").asText())))
        .toList();
  }

  /** The mail to an address whose subject contains the text, once it has arrived. */
  public JsonNode await(String email, String subject) {
    return Eventually.get(
        "a mail with '" + subject + "'",
        () ->
            to(email).stream()
                .filter(mail -> mail.get("subject").asText().contains(subject))
                .findFirst());
  }

  /** How many mails to an address have the text in their subject. */
  public long count(String email, String subject) {
    return to(email).stream()
        .filter(mail -> mail.get("subject").asText().contains(subject))
        .count();
  }

  /** The bytes of a mail's first attachment. */
  public byte[] attachment(JsonNode mail) {
    return send(
            HttpRequest.newBuilder(
                    uri("/api/messages/" + mail.get("id").asText() + "/attachments/1"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  /** The mail as it was sent. */
  public String raw(JsonNode mail) {
    return get("/api/messages/" + mail.get("id").asText() + "/raw");
  }

  /** The server refuses with 4xx from now on. */
  public void refusesForNow() {
    simulate("temporary");
  }

  /** The server refuses with 5xx from now on. */
  public void refusesForGood() {
    simulate("permanent");
  }

  /** The server takes mails again. */
  public void acceptsMails() {
    simulate("none");
  }

  private void simulate(String refusal) {
    send(
        HttpRequest.newBuilder(uri("/api/simulation"))
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    "{\"refuse\":\"" + refusal + "\",\"at\":\"rcpt\"}"))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  private static String get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static <T> HttpResponse<T> send(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return HTTP.send(request, handler);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static URI uri(String path) {
    return URI.create(LocalStackResource.stack().inboxUrl() + path);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Present while there is any. */
  public Optional<JsonNode> newest(String email) {
    return to(email).stream().findFirst();
  }
}
