package id.loket.local.notice;

import id.loket.local.http.Response;
import java.util.List;
import java.util.Optional;

/** What was sent, for people: one table, plain HTML without scripts. */
record NoticePage(SentNotices sent) {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'";

  Response show(Optional<String> to) {
    List<SentNotice> notices = sent.list(to);
    StringBuilder rows = new StringBuilder();
    for (SentNotice notice : notices) {
      boolean readable = !notice.channel().equals("WEB_PUSH");
      rows.append("<tr><td>").append(escaped(notice.channel())).append("</td><td>");
      rows.append(escaped(notice.to())).append("</td><td>");
      if (!notice.title().isBlank()) {
        rows.append("<b>").append(escaped(notice.title())).append("</b><br>");
      }
      rows.append(readable ? escaped(notice.text()) : "<i>encrypted for the browser</i>");
      if (notice.url().startsWith("http")) {
        rows.append("<br><a href=\"")
            .append(escaped(notice.url()))
            .append("\">")
            .append(escaped(notice.url()))
            .append("</a>");
      }
      rows.append("</td></tr>\n");
    }
    return Response.html(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>SMS and push · Loket</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%%}td,th{text-align:left;vertical-align:top;
            padding:.5rem;border-bottom:1px solid #dde3e8}</style></head>
            <body><h1>SMS and push</h1>
            <form><input type="search" name="to" value="%s" placeholder="to whom" aria-label="to whom">
            <button>Search</button></form>
            <table><thead><tr><th>Channel</th><th>To</th><th>Text</th></tr></thead><tbody>%s</tbody></table>
            <p>%d sent since this simulator started. For programs:
            <a href="/api/messages">/api/messages</a></p></body></html>
            """
                .formatted(escaped(to.orElse("")), rows, notices.size()))
        .with("Content-Security-Policy", POLICY);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
