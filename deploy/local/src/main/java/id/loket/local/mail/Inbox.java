package id.loket.local.mail;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * Received mails, one {@code .eml} file each; the files are all there is, memory only holds what
 * lists show. Numbers rise and are never given twice while a mail of that number exists.
 */
final class Inbox {
  private static final String RECIPIENTS = "X-Loket-Recipients";
  private static final String RECEIVED = "X-Loket-Received";
  private static final Session SESSION = Session.getInstance(new Properties());

  private final Path folder;
  private final NavigableMap<String, Mail.Summary> mails = new ConcurrentSkipListMap<>();
  private long lastNumber;

  Inbox(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".eml")).toList()) {
        String id = file.getFileName().toString().replace(".eml", "");
        read(id).ifPresent(mail -> mails.put(id, mail.summary()));
        lastNumber = Math.max(lastNumber, Long.parseLong(id));
      }
    }
  }

  /** Returns when the mail is in its file. */
  void receive(MimeMessage message, List<String> recipients)
      throws IOException, MessagingException {
    String id = nextId();
    Path unfinished = folder.resolve(id + ".unfinished");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      String envelope =
          RECIPIENTS
              + ": "
              + String.join(", ", recipients)
              + "\r\n"
              + RECEIVED
              + ": "
              + Instant.now()
              + "\r\n";
      out.write(envelope.getBytes(StandardCharsets.UTF_8));
      message.writeTo(out);
    }
    Files.move(unfinished, file(id), StandardCopyOption.ATOMIC_MOVE);
    read(id).ifPresent(mail -> mails.put(id, mail.summary()));
  }

  /** The newest first. */
  List<Mail.Summary> list(Optional<String> recipient) {
    return mails.descendingMap().values().stream()
        .filter(mail -> recipient.isEmpty() || mail.isFor(recipient.get()))
        .toList();
  }

  Optional<Mail> find(String id) throws IOException {
    return mails.containsKey(id) ? read(id) : Optional.empty();
  }

  /** The mail as it came. */
  Optional<byte[]> raw(String id) throws IOException {
    return mails.containsKey(id) ? Optional.of(Files.readAllBytes(file(id))) : Optional.empty();
  }

  void clear() throws IOException {
    for (String id : List.copyOf(mails.keySet())) {
      Files.deleteIfExists(file(id));
      mails.remove(id);
    }
  }

  private synchronized String nextId() {
    lastNumber++;
    return "%08d".formatted(lastNumber);
  }

  private Path file(String id) {
    return folder.resolve(id + ".eml");
  }

  private Optional<Mail> read(String id) throws IOException {
    if (!Files.exists(file(id))) {
      return Optional.empty();
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file(id)))) {
      MimeMessage message = new MimeMessage(SESSION, in);
      Content content = Content.of(message);
      return Optional.of(
          new Mail(
              id,
              header(message, RECEIVED),
              MimeText.decode(header(message, "From")),
              Arrays.asList(header(message, RECIPIENTS).split("\\s*,\\s*")),
              MimeText.decode(header(message, "Subject")),
              header(message, "Message-ID"),
              headers(message),
              content.text(),
              content.html(),
              content.attachments()));
    } catch (MessagingException e) {
      throw new IOException("mail " + id + " is not readable", e);
    }
  }

  private static String header(MimeMessage message, String name) throws MessagingException {
    String value = message.getHeader(name, ", ");
    return value == null ? "" : value;
  }

  private static Map<String, List<String>> headers(MimeMessage message) throws MessagingException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : Collections.list(message.getAllHeaders())) {
      if (!header.getName().startsWith("X-Loket-Rec")) {
        headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
      }
    }
    return headers;
  }
}
