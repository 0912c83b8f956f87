package id.loket.local.visitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The local mail server's inbox, as its JSON shows it. */
public record Inbox(String url) {

  /** A mail with its text and attachments. */
  public record Mail(String url, JsonNode json) {
    public String subject() {
      return json.path("subject").asText();
    }

    public String text() {
      return json.path("text").asText();
    }

    public String messageId() {
      return json.path("messageId").asText();
    }

    public int attachments() {
      return json.path("attachments").size();
    }

    /** The first attachment whose type is this. */
    public Optional<byte[]> attachment(String type) {
      return StreamSupport.stream(json.path("attachments").spliterator(), false)
          .filter(each -> each.path("type").asText().equalsIgnoreCase(type))
          .findFirst()
          .map(
              each ->
                  Web.anonymous()
                      .get(url + "/attachments/" + each.path("n").asInt())
                      .require(200)
                      .body());
    }
  }

  /** Mails to an address, the newest first, with everything in them. */
  public List<Mail> to(String address) {
    return to(address, summary -> true);
  }

  /** The same, only those whose summary (subject, messageId …) is wanted. */
  public List<Mail> to(String address, Predicate<JsonNode> wanted) {
    return summaries("?to=" + URLEncoder.encode(address, StandardCharsets.UTF_8)).stream()
        .filter(wanted)
        .map(summary -> mail(summary.path("id").asText()))
        .toList();
  }

  /** What the inbox lists of every mail: id, recipients, subject, messageId. */
  public List<JsonNode> summaries() {
    return summaries("");
  }

  /** The newest mail to an address that is the one. */
  public Optional<Mail> find(String address, Predicate<Mail> which) {
    return to(address).stream().filter(which).findFirst();
  }

  private List<JsonNode> summaries(String query) {
    JsonNode items =
        Web.anonymous().get(url + "/api/messages" + query).require(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  private Mail mail(String id) {
    String mailUrl = url + "/api/messages/" + id;
    return new Mail(mailUrl, Web.anonymous().get(mailUrl).require(200).json());
  }
}
