package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail server as programs and people meet it. */
class MailTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final byte[] PDF = {'%', 'P', 'D', 'F', 0, 1, 2, (byte) 200};
  private static LocalStack stack;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(Set.of(Server.MAIL), Options.temporary());
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void emptyInbox() throws Exception {
    call("DELETE", "/api/messages", "");
    call("PUT", "/api/simulation", "{\"refuse\":\"none\"}");
  }

  @Test
  void aMailIsInTheInboxWithItsPartsAndOutlivesAKill() throws Exception {
    send("citizen@loket.test", "Tiket Anda – Küstenkonzert");

    stack.kill(Server.MAIL);
    stack.restart(Server.MAIL);

    JsonNode items = json("/api/messages?to=citizen@loket.test").get("items");
    assertEquals(1, items.size());
    JsonNode mail = json("/api/messages/" + items.get(0).get("id").asText());
    assertEquals("Tiket Anda – Küstenkonzert", mail.get("subject").asText());
    assertEquals("<booking-1@loket.test>", mail.get("messageId").asText());
    assertTrue(mail.get("text").asText().contains("https://loket.test/pay"));
    assertTrue(mail.get("html").asText().contains("<b>"));
    assertEquals("tiket.pdf", mail.get("attachments").get(0).get("name").asText());
    byte[] attachment =
        HTTP.send(
                request("GET", "/api/messages/" + mail.get("id").asText() + "/attachments/1", ""),
                HttpResponse.BodyHandlers.ofByteArray())
            .body();
    assertArrayEquals(PDF, attachment);
    assertEquals(0, json("/api/messages?to=somebody-else").get("items").size());
  }

  @Test
  void peopleReadItWithoutRunningWhatIsInIt() throws Exception {
    send("citizen@loket.test", "<script>alert(1)</script>");
    String id = json("/api/messages").get("items").get(0).get("id").asText();

    String list = call("GET", "/", "").body();
    String page = call("GET", "/messages/" + id, "").body();
    HttpResponse<String> html = call("GET", "/messages/" + id + "/html", "");

    assertFalse(list.contains("<script>"));
    assertTrue(page.contains("&lt;script&gt;"));
    assertTrue(page.contains("href=\"https://loket.test/pay?a=1&amp;b=2\""), page);
    String policy = html.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.contains("sandbox") && !policy.contains("allow-scripts"));
  }

  @Test
  void itRefusesOnRequest() throws Exception {
    call("PUT", "/api/simulation", "{\"refuse\":\"temporary\"}");
    assertTrue(refusal().contains("451"));

    call("PUT", "/api/simulation", "{\"refuse\":\"permanent\",\"at\":\"data\"}");
    assertTrue(refusal().contains("550"));

    call("PUT", "/api/simulation", "{\"refuse\":\"none\"}");
    send("citizen@loket.test", "now");
    assertEquals(1, json("/api/messages").get("items").size());
    assertEquals(400, call("PUT", "/api/simulation", "{\"refuse\":\"maybe\"}").statusCode());
  }

  private static String refusal() {
    MessagingException refused =
        assertThrows(MessagingException.class, () -> send("citizen@loket.test", "refused"));
    return refused + " " + refused.getNextException();
  }

  private static void send(String to, String subject) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("mail.smtp.host", "127.0.0.1");
    settings.setProperty("mail.smtp.port", Integer.toString(stack.port(Port.SMTP)));
    MimeBodyPart text = new MimeBodyPart();
    text.setText("Bayar: https://loket.test/pay?a=1&b=2\n", "utf-8");
    MimeBodyPart html = new MimeBodyPart();
    html.setContent("<b>Bayar</b><script>alert(2)</script>", "text/html; charset=utf-8");
    MimeBodyPart bodies = new MimeBodyPart();
    bodies.setContent(new MimeMultipart("alternative", text, html));
    MimeBodyPart file = new MimeBodyPart();
    file.setDataHandler(
        new jakarta.activation.DataHandler(new ByteArrayDataSource(PDF, "application/pdf")));
    file.setFileName("tiket.pdf");
    MimeMessage message =
        new MimeMessage(Session.getInstance(settings)) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", "<booking-1@loket.test>");
          }
        };
    message.setFrom(new InternetAddress("loket@loket.test"));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
    message.setSubject(subject, "utf-8");
    message.setContent(new MimeMultipart(bodies, file));
    Transport.send(message);
  }

  private static JsonNode json(String path) throws Exception {
    return new ObjectMapper().readTree(call("GET", path, "").body());
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    return HTTP.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(stack.inboxUrl() + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
