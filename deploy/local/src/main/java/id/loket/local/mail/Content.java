package id.loket.local.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A mail's parts, sorted: the text to read, the HTML to show, the files to download. */
record Content(String text, String html, List<Mail.Attachment> attachments) {

  static Content of(Part mail) throws IOException, MessagingException {
    Sorting sorting = new Sorting();
    sorting.take(mail);
    return new Content(
        sorting.text.toString(), sorting.html.toString(), List.copyOf(sorting.attachments));
  }

  private static final class Sorting {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<Mail.Attachment> attachments = new ArrayList<>();

    void take(Part part) throws IOException, MessagingException {
      boolean attached = Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
      if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
        for (int i = 0; i < parts.getCount(); i++) {
          take(parts.getBodyPart(i));
        }
      } else if (!attached && part.isMimeType("text/plain")) {
        text.append(string(part));
      } else if (!attached && part.isMimeType("text/html")) {
        html.append(string(part));
      } else {
        attach(part);
      }
    }

    private void attach(Part part) throws IOException, MessagingException {
      byte[] content = bytes(part);
      int n = attachments.size() + 1;
      String name = part.getFileName() == null ? "part-" + n : MimeText.decode(part.getFileName());
      String type = part.getContentType().split(";")[0].strip();
      attachments.add(new Mail.Attachment(n, name, type, content.length, content));
    }

    private static String string(Part part) throws IOException, MessagingException {
      return new String(bytes(part), charset(part));
    }

    private static byte[] bytes(Part part) throws IOException, MessagingException {
      try (InputStream in = part.getInputStream()) {
        return in.readAllBytes();
      }
    }

    private static Charset charset(Part part) throws MessagingException {
      try {
        String named = new ContentType(part.getContentType()).getParameter("charset");
        return named == null ? StandardCharsets.UTF_8 : Charset.forName(named);
      } catch (ParseException | IllegalArgumentException e) {
        return StandardCharsets.UTF_8;
      }
    }
  }
}
