package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.Port;
import id.loket.local.Server;
import id.loket.local.audit.Audit;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A broken street lamp is photographed, repaired, and the reporter knows. */
class ReportIT {
  private static final Pattern FIXED = Pattern.compile("/reports/[0-9a-f-]+/fixed\\?token=[\\w-]+");
  private static final Town town = Town.get();

  private static String url;
  private static String category;
  private static Visitor admin;
  private static Visitor officer;

  @BeforeAll
  static void aCategoryAndItsOfficer() {
    url = town.addresses().report();
    admin = Visitor.sample(town.addresses(), "admin");
    officer = Visitor.sample(town.addresses(), "officer");
    category = "lamp-" + UUID.randomUUID().toString().substring(0, 8);
    admin
        .web()
        .post(
            url + "/categories",
            Web.object(
                "code",
                category,
                "name",
                Web.object("en", "Street lamp", "id", "Lampu jalan"),
                "unit",
                "dishub",
                "slaHours",
                72))
        .require(201);
    admin.web().put(url + "/officers/" + officer.id(), Web.object("unit", "dishub")).require(200);
  }

  @Test
  void aBrokenStreetLampIsPhotographedRepairedAndTheReporterKnows() {
    Visitor siti = town.citizen("Siti Aminah");
    withPhone(siti, "+62 811-2345-6789");
    confirmPhone(siti, "+62 811-2345-6789");
    String report = report(siti, List.of("MAIL", "SMS", "PUSH"));

    JsonNode before = photographed(siti, report, "BEFORE", photo(1600, 1200, Color.ORANGE));
    BufferedImage thumb = picture(siti, report, before.path("id").asText(), "thumb");
    assertThat(thumb.getWidth()).isEqualTo(320);

    step(report, Web.object("status", "VERIFIED")).require(200);
    step(report, Web.object("status", "IN_PROGRESS", "note", "Tim berangkat")).require(200);
    JsonNode after = photographed(officer, report, "AFTER", photo(800, 600, Color.YELLOW));
    step(
            report,
            Web.object(
                "status", "RESOLVED",
                "note", "Lampu sudah diganti",
                "afterPhoto", after.path("id").asText()))
        .require(200);

    Inbox.Mail told =
        Patience.of(LIMIT)
            .until(
                "the mail that tells of the repair",
                () ->
                    town.inbox()
                        .find(siti.email(), mail -> mail.subject().contains("Sudah diperbaiki")));
    assertThat(told.text()).contains("Siti Aminah", "Lampu sudah diganti");
    Patience.of(LIMIT)
        .until(
            "the mails before",
            () ->
                Optional.of(subjects(siti))
                    .filter(
                        subjects ->
                            subjects.containsAll(
                                List.of(
                                    "Laporan Anda diterima: Lampu jalan",
                                    "Laporan Anda terverifikasi: Lampu jalan",
                                    "Perbaikan dimulai: Lampu jalan"))));
    assertThat(sent("+62 811-2345-6789", 5)).allMatch(one -> one.startsWith("SMS"));
    assertThat(sent(siti.id(), 4)).allMatch(one -> one.startsWith("PUSH"));

    Matcher link = FIXED.matcher(told.text());
    assertThat(link.find()).isTrue();
    assertThat(new String(Web.anonymous().get(url + link.group()).require(200).body()))
        .contains("Apakah sudah beres?");
    siti.web()
        .post(url + "/reports/" + report + "/confirmation", Web.object("fixed", true))
        .require(200);
    JsonNode history = siti.web().get(url + "/reports/" + report + "/history").json();
    assertThat(history.path("items").findValuesAsText("kind"))
        .containsExactly("RECEIVED", "STATUS", "STATUS", "STATUS", "CONFIRMED");
  }

  @Test
  void everyAcceptedPhotoIsStoredOrRejectedWhateverIsKilledMeanwhile() {
    Visitor budi = town.citizen("Budi");
    String report = report(budi, List.of("MAIL"));
    List<String> accepted = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      accepted.add(upload(budi, report, photo(900 + n, 700, Color.GREEN)));
    }
    accepted.add(upload(budi, report, new byte[] {1, 2, 3}));

    town.services().kill(LoketService.REPORT_APP);
    town.stack().kill(Server.RABBITMQ);
    town.stack().restart(Server.RABBITMQ);
    town.services().restart(LoketService.REPORT_APP);

    for (int n = 0; n < accepted.size(); n++) {
      String status = n < 3 ? "STORED" : "REJECTED";
      String media = accepted.get(n);
      assertThat(outcome(budi, report, media).path("status").asText()).isEqualTo(status);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (Audit audit = Audit.of(town.stack(), new PrintStream(said))) {
      assertThat(audit.run(LIMIT)).as(said.toString()).doesNotContainKey("I8");
    }
    assertThat(said.toString()).contains("I8   ok");
  }

  private static String report(Visitor who, List<String> channels) {
    return who.web()
        .post(
            url + "/reports",
            Web.object(
                "category",
                category,
                "note",
                "Lampu padam di depan pasar",
                "location",
                Web.object("lat", -6.9175, "lon", 107.6191),
                "channels",
                channels))
        .require(201)
        .json()
        .path("id")
        .asText();
  }

  /** With the code that is sent to it; this report is told to browsers, of which they have none. */
  private static void confirmPhone(Visitor who, String phone) {
    String phoneOf = url + "/reports/" + report(who, List.of("WEB_PUSH")) + "/phone";
    who.web().post(phoneOf + "/codes", Web.object()).require(202);
    String code = sent(phone, 1).getFirst().replaceAll(".*?([0-9]{6}).*", "$1");
    who.web().put(phoneOf, Web.object("code", code)).require(204);
  }

  private static Web.Answer step(String report, Object body) {
    return officer.web().patch(url + "/reports/" + report + "/status", body);
  }

  private static void withPhone(Visitor who, String phone) {
    String account = town.addresses().client() + "/users/" + who.id();
    String tag = who.web().get(account).require(200).headers().firstValue("ETag").orElseThrow();
    who.web().patch(account, tag, Web.object("phone", phone)).require(200);
  }

  private static String upload(Visitor who, String report, byte[] file) {
    return upload(who, report, "BEFORE", file);
  }

  private static String upload(Visitor who, String report, String purpose, byte[] file) {
    return who.web()
        .upload(url + "/reports/" + report + "/media", file, "image/jpeg", "purpose", purpose)
        .require(202)
        .json()
        .path("id")
        .asText();
  }

  private static JsonNode photographed(Visitor who, String report, String purpose, byte[] file) {
    JsonNode outcome = outcome(who, report, upload(who, report, purpose, file));
    assertThat(outcome.path("status").asText()).isEqualTo("STORED");
    return outcome;
  }

  private static JsonNode outcome(Visitor who, String report, String media) {
    return Patience.of(LIMIT)
        .until(
            "the outcome of photo " + media,
            () ->
                Optional.of(
                        who.web()
                            .get(url + "/reports/" + report + "/media/" + media)
                            .require(200)
                            .json())
                    .filter(view -> !view.path("status").asText().equals("PROCESSING")));
  }

  private static BufferedImage picture(Visitor who, String report, String media, String variant) {
    String place =
        who.web()
            .get(url + "/reports/" + report + "/media/" + media + "?variant=" + variant)
            .require(303)
            .headers()
            .firstValue("Location")
            .orElseThrow();
    try {
      return ImageIO.read(new ByteArrayInputStream(Web.anonymous().get(place).require(200).body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> subjects(Visitor who) {
    return town.inbox().to(who.email()).stream().map(Inbox.Mail::subject).toList();
  }

  /** What the simulator of SMS and push took for somebody: channel and text. */
  private static List<String> sent(String to, int count) {
    String address = "http://127.0.0.1:" + town.stack().port(Port.NOTICES) + "/api/messages?to=";
    return Patience.of(LIMIT)
        .until(
            count + " notices",
            () ->
                Optional.of(
                        StreamSupport.stream(
                                Web.anonymous()
                                    .get(
                                        address
                                            + java.net.URLEncoder.encode(
                                                to, java.nio.charset.StandardCharsets.UTF_8))
                                    .require(200)
                                    .json()
                                    .path("items")
                                    .spliterator(),
                                false)
                            .map(
                                one ->
                                    one.path("channel").asText() + " " + one.path("text").asText())
                            .toList())
                    .filter(found -> found.size() >= count));
  }

  private static byte[] photo(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillOval(width / 4, height / 4, width / 2, height / 2);
    graphics.dispose();
    try {
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      ImageIO.write(image, "jpeg", jpeg);
      return jpeg.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
