package id.loket.ticket.document;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.money.Money;
import id.loket.ticket.booking.Bill;
import id.loket.ticket.booking.Booking;
import id.loket.ticket.booking.Holder;
import id.loket.ticket.booking.Placed;
import id.loket.ticket.booking.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/** What is printed, drawn without any server; the PDFs are left in target/papers to look at. */
class PaperTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  private final TicketCode codes = new TicketCode(config());
  private final Paper paper = new Paper(codes);

  @Test
  void aTicketNamesEventSeatHolderAndPrice() throws Exception {
    Placed placed = confirmed("Konser Senja di Taman Kota", "Siti Rahma", Language.INDONESIAN);

    assertThat(textOf(placed, DocumentKind.TICKET, "ticket-id"))
        .contains("Tiket", "Konser Senja di Taman Kota", "VIP · B · 12", "Siti Rahma", "Rp 150.000")
        .contains("Senin, 1 Maret 2027");
  }

  @Test
  void aTicketSpeaksTheHoldersLanguage() throws Exception {
    Placed placed = confirmed("Twilight Concert", "Zoë Łukasz Ελένη", Language.ENGLISH);

    assertThat(textOf(placed, DocumentKind.TICKET, "ticket-en"))
        .contains("Ticket", "Zoë Łukasz Ελένη", "Rp 150,000", "1 March 2027");
  }

  @Test
  void overlongTextsAreShortenedNotSpilt() throws Exception {
    Placed placed = confirmed("Panjang ".repeat(25).strip(), "X".repeat(200), Language.INDONESIAN);

    assertThat(textOf(placed, DocumentKind.TICKET, "ticket-long")).contains("…");
  }

  @Test
  void aNoticeSaysWhy() throws Exception {
    Placed confirmed = confirmed("Konser Senja", "Budi", Language.INDONESIAN);
    Booking failed =
        Booking.holding(
                UUID.randomUUID(),
                confirmed.booking().holder(),
                UUID.randomUUID(),
                UUID.randomUUID(),
                confirmed.booking().price(),
                NOW,
                null)
            .fail(Reason.HOLD_REFUSED, NOW);
    Placed placed = new Placed(failed, confirmed.event(), confirmed.seat(), null);

    assertThat(textOf(placed, DocumentKind.NOTICE, "notice-id"))
        .contains("Pemesanan tidak berhasil", "Penyelenggara menolak");
  }

  @Test
  void everyReasonHasItsSentenceInBothLanguages() {
    var messages = id.loket.kit.language.Messages.of("documents");
    for (Reason reason : Reason.values()) {
      boolean printed =
          switch (reason) {
            case CANCELLED_BY_USER, EVENT_CANCELLED, EVENT_BEGUN, REFUNDED, LEFT_QUEUE -> false;
            default -> true;
          };
      for (Language language : Language.values()) {
        assertThat(messages.keys(language).contains("reason." + reason.code()))
            .as("%s in %s", reason, language)
            .isEqualTo(printed);
      }
    }
  }

  @Test
  void aCodeSaysWhatWasSignedAndNothingElsePasses() {
    Placed placed = confirmed("Konser", "Siti", Language.INDONESIAN);
    String code = codes.of(placed);

    assertThat(codes.read(code)).map(TicketCode.Payload::bookingId).contains(placed.booking().id());
    assertThat(new TicketCode(config()).read(code)).isEmpty();
    String[] parts = code.split("\\.");
    assertThat(parts).hasSize(4);
    String other =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"s\":\"VIP\"}".getBytes());
    assertThat(codes.read(parts[0] + "." + parts[1] + "." + other + "." + parts[3])).isEmpty();
    assertThat(codes.read("LKT1." + parts[2] + "." + parts[3])).isEmpty();
    assertThat(codes.read("LKT1..")).isEmpty();
    assertThat(codes.read("LKT2...")).isEmpty();
    assertThat(codes.read("x".repeat(5000))).isEmpty();
  }

  @Test
  void ticketsSoldBeforeTheKeyWasReplacedStayGenuine() throws Exception {
    KeyPair former = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair now = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Placed placed = confirmed("Konser", "Siti", Language.INDONESIAN);
    String sold = new TicketCode(config(former)).of(placed);
    String withoutKeyId = codeOfBefore(former, sold);
    TicketCode replaced = new TicketCode(config(now, former));

    for (String code : List.of(sold, withoutKeyId, replaced.of(placed))) {
      assertThat(replaced.read(code))
          .map(TicketCode.Payload::bookingId)
          .contains(placed.booking().id());
    }
    assertThat(new TicketCode(config(now)).read(sold)).isEmpty();
    assertThat(replaced.publicKeys()).hasSize(2);
  }

  /** LKT1: the same without a key's id. */
  private static String codeOfBefore(KeyPair key, String code) throws Exception {
    String signed = "LKT1." + code.split("\\.")[2];
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private String textOf(Placed placed, DocumentKind kind, String name) throws Exception {
    byte[] pdf = paper.draw(placed, kind);
    Path folder = Files.createDirectories(Path.of("target", "papers"));
    Files.write(folder.resolve(name + ".pdf"), pdf);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertThat(document.getNumberOfPages()).isEqualTo(1);
      return new PDFTextStripper().getText(document);
    }
  }

  private static Placed confirmed(String title, String name, Language language) {
    Booking booking =
        Booking.holding(
                UUID.randomUUID(),
                new Holder(UUID.randomUUID(), name, language),
                UUID.randomUUID(),
                UUID.randomUUID(),
                new Money(150000L, "IDR"),
                NOW,
                null)
            .awaitPayment(new Bill("INV-1", "https://pay", NOW.plusSeconds(900)), NOW)
            .confirm(NOW);
    return new Placed(
        booking,
        new Placed.EventSummary(
            title, "Balai Kota Bandung", Instant.parse("2027-03-01T12:00:00Z"), null, true),
        new Placed.SeatSummary("12", "VIP", "B"),
        null);
  }

  private static DocumentConfig config() {
    try {
      return config(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DocumentConfig config(KeyPair signing, KeyPair... former) {
    String key = Base64.getEncoder().encodeToString(signing.getPrivate().getEncoded());
    String formerKeys =
        Stream.of(former)
            .map(pair -> Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()))
            .collect(Collectors.joining(","));
    return new DocumentConfig() {
      @Override
      public String bucket() {
        return "unused";
      }

      @Override
      public Optional<String> signingKey() {
        return Optional.of(key);
      }

      @Override
      public Optional<String> formerKeys() {
        return Optional.of(formerKeys);
      }

      @Override
      public Duration lease() {
        return Duration.ofSeconds(1);
      }

      @Override
      public Duration urlLifetime() {
        return Duration.ofMinutes(1);
      }

      @Override
      public int madeAtOnce() {
        return 1;
      }

      @Override
      public int mostWaiting() {
        return 1;
      }

      @Override
      public Duration kept() {
        return Duration.ofDays(400);
      }
    };
  }
}
