package id.loket.local.mail;

import id.loket.local.http.HttpFace;
import id.loket.local.http.Request;
import id.loket.local.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The inbox for people: a list and a page per mail, plain HTML without scripts. */
final class InboxPages {
  // A mail's HTML may style itself and open links in new windows; it runs and loads nothing.
  private static final String MAIL_POLICY =
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
          + " style-src 'unsafe-inline'; img-src data:";
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'";
  private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"]+");

  private final Inbox inbox;

  InboxPages(Inbox inbox) {
    this.inbox = inbox;
  }

  void addTo(HttpFace face) {
    face.on("GET", "/", this::list)
        .on("GET", "/inbox.css", request -> css())
        .on("GET", "/messages/{id}", this::mail)
        .on("GET", "/messages/{id}/html", this::html);
  }

  private Response list(Request request) {
    Optional<String> recipient = request.query("to");
    List<Mail.Summary> mails = inbox.list(recipient);
    StringBuilder rows = new StringBuilder();
    for (Mail.Summary mail : mails) {
      rows.append(
          """
          <tr><td><a href="/messages/%s">%s</a></td><td>%s</td><td>%s</td><td>%s</td></tr>
          """
              .formatted(
                  mail.id(),
                  escaped(mail.subject().isBlank() ? "(no subject)" : mail.subject()),
                  escaped(String.join(", ", mail.recipients())),
                  mail.attachments() == 0 ? "" : mail.attachments(),
                  time(mail.receivedAt())));
    }
    String content =
        """
        <form><input type="search" name="to" value="%s" placeholder="recipient" aria-label="recipient">
        <button>Search</button></form>
        <table><thead><tr><th>Subject</th><th>To</th><th>Files</th><th>Received (UTC)</th></tr></thead>
        <tbody>%s</tbody></table>
        <p class="quiet">%d %s. For programs: <a href="/api/messages">/api/messages</a></p>
        """
            .formatted(
                escaped(recipient.orElse("")),
                rows,
                mails.size(),
                mails.size() == 1 ? "mail" : "mails");
    return page("Inbox", content);
  }

  private Response mail(Request request) throws IOException {
    return inbox
        .find(request.path().get("id"))
        .map(mail -> page(mail.subject(), content(mail)))
        .orElseGet(InboxPages::noSuchMail);
  }

  private Response html(Request request) throws IOException {
    return inbox
        .find(request.path().get("id"))
        .map(
            mail ->
                Response.html("<base target=\"_blank\">" + mail.html())
                    .with("Content-Security-Policy", MAIL_POLICY))
        .orElseGet(InboxPages::noSuchMail);
  }

  private static String content(Mail mail) {
    StringBuilder content = new StringBuilder();
    content.append(
        """
        <p><a href="/">&larr; all mails</a></p>
        <dl><dt>From</dt><dd>%s</dd><dt>To</dt><dd>%s</dd><dt>Received</dt><dd>%s</dd>
        <dt>Message-ID</dt><dd>%s</dd></dl>
        """
            .formatted(
                escaped(mail.from()),
                escaped(String.join(", ", mail.recipients())),
                time(mail.receivedAt()),
                escaped(mail.messageId())));
    for (Mail.Attachment attachment : mail.attachments()) {
      content.append(
          """
          <p class="file"><a href="/api/messages/%s/attachments/%d">%s</a> <span class="quiet">%s, %,d bytes</span></p>
          """
              .formatted(
                  mail.id(),
                  attachment.n(),
                  escaped(attachment.name()),
                  escaped(attachment.type()),
                  attachment.size()));
    }
    if (!mail.html().isBlank()) {
      content.append(
          """
          <iframe src="/messages/%s/html" title="the mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
          """
              .formatted(mail.id()));
    }
    if (!mail.text().isBlank()) {
      content.append("<h2>Plain text</h2><pre>").append(withLinks(mail.text())).append("</pre>");
    }
    return content
        .append("<p class=\"quiet\"><a href=\"/api/messages/")
        .append(mail.id())
        .append("/raw\">source</a></p>")
        .toString();
  }

  private static Response page(String title, String content) {
    return Response.html(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%s · Loket inbox</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="stylesheet" href="/inbox.css"></head>
            <body><h1>%s</h1>%s</body></html>
            """
                .formatted(escaped(title), escaped(title), content))
        .with("Content-Security-Policy", PAGE_POLICY);
  }

  private static Response noSuchMail() {
    Response page = page("No such mail", "<p><a href=\"/\">&larr; all mails</a></p>");
    return new Response(404, page.headers(), page.body());
  }

  private static Response css() {
    try (InputStream in = InboxPages.class.getResourceAsStream("inbox.css")) {
      return Response.of(200, "text/css; charset=utf-8", in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String time(String instant) {
    return escaped(instant.replace("T", " ").replaceAll("\\..*|Z", ""));
  }

  private static String withLinks(String text) {
    StringBuilder html = new StringBuilder();
    Matcher link = LINK.matcher(text);
    int end = 0;
    while (link.find()) {
      String url = escaped(link.group());
      html.append(escaped(text.substring(end, link.start())))
          .append("<a target=\"_blank\" rel=\"noopener noreferrer\" href=\"")
          .append(url)
          .append("\">")
          .append(url)
          .append("</a>");
      end = link.end();
    }
    return html.append(escaped(text.substring(end))).toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
