package id.loket.ticket.document;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.ManagementPort;
import id.loket.kit.testing.QrReader;
import id.loket.kit.testing.StatementLog;
import id.loket.local.Server;
import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

/** Tickets people can read, scanners can verify and nobody can forge (I5). */
@TicketAppTest
class TicketTest {
  private final Counter counter = new Counter();
  private final Database database = new Database();

  @Test
  void aConfirmedBookingHasATicketWithEverythingOnIt() throws Exception {
    UUID event = counter.event(Map.of("title", "Malam Keroncong"));
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));

    try (PDDocument pdf = Loader.loadPDF(download(booked))) {
      String text = new PDFTextStripper().getText(pdf);
      assertThat(text)
          .contains("Tiket", "Malam Keroncong", "Balai Kota", "A-1", "Siti Rahma", "Rp 150.000");
      assertThat(QrReader.read(pdf)).startsWith("LKT2.");
    }
  }

  @Test
  void theLinkIsForTheHolderOnlyAndNotForGuessing() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String link = link(booked);

    counter
        .citizen(UUID.randomUUID())
        .get("/bookings/{id}/ticket", booked.id())
        .then()
        .statusCode(403);
    assertThat(fetch(URI.create(link.substring(0, link.indexOf('?')))).statusCode()).isEqualTo(403);
  }

  @Test
  void aFailedBookingHasANoticeWithTheReason() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.pending(event, counter.seat(event));
    counter.webhook("invoice.failed", booked).then().statusCode(204);

    try (PDDocument pdf = Loader.loadPDF(download(booked))) {
      assertThat(new PDFTextStripper().getText(pdf))
          .contains("Pemesanan tidak berhasil", "Pembayaran gagal");
    }
  }

  @Test
  void aBookingUnderWayHasNoDocument() {
    UUID event = counter.event();
    Counter.Booked booked = counter.pending(event, counter.seat(event));

    counter
        .citizen(booked.user())
        .get("/bookings/{id}/ticket", booked.id())
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:ticket-not-available"));
  }

  @Test
  void aTicketLetsItsHolderInOnceAndNoForgedOneAtAll() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String code;
    try (PDDocument pdf = Loader.loadPDF(download(booked))) {
      code = QrReader.read(pdf);
    }

    checkIn(code).then().statusCode(200).body("holder", equalTo("Siti Rahma"));
    checkIn(code)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:ticket-already-used"));
    String forged = code.substring(0, code.length() - 4) + "AAAA";
    checkIn(forged).then().statusCode(422).body("type", equalTo("urn:loket:problem:ticket-forged"));
    checkIn("nonsense").then().statusCode(422);
    counter.cancel(booked).then().statusCode(409);
  }

  @Test
  void aCancelledTicketLetsNobodyIn() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String code;
    try (PDDocument pdf = Loader.loadPDF(download(booked))) {
      code = QrReader.read(pdf);
    }
    counter.cancel(booked).then().statusCode(200);

    checkIn(code)
        .then()
        .statusCode(409)
        .body("type", equalTo("urn:loket:problem:ticket-not-valid"));
  }

  @Test
  void aStrangersTicketIsNotForThisOrganiserToCheck() throws Exception {
    Counter stranger = new Counter();
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    String code;
    try (PDDocument pdf = Loader.loadPDF(download(booked))) {
      code = QrReader.read(pdf);
    }

    stranger
        .organiser()
        .body(Map.of("code", code))
        .post("/tickets/check-in")
        .then()
        .statusCode(403);
  }

  @Test
  void whileTheArchiveIsAwayNothingIsLost() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    LocalStackResource.stack().stop(Server.S3);
    Counter.Booked booked;
    try {
      booked = counter.confirmed(event, seat);
      counter
          .citizen(booked.user())
          .redirects()
          .follow(false)
          .get("/bookings/{id}/ticket", booked.id())
          .then()
          .statusCode(503)
          .body("type", equalTo("urn:loket:problem:document-store-unavailable"));
    } finally {
      LocalStackResource.stack().restart(Server.S3);
    }
    assertThat(download(booked)).isNotEmpty();
  }

  @Test
  void aTicketManyAskForAtOnceIsDrawnOnce() throws Exception {
    UUID event = counter.event();
    UUID seat = counter.seat(event);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> database.count("select count(*) from document where stored_at is null") == 0);
    double before = drawn();
    Counter.Booked booked = counter.confirmed(event, seat);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<String>> askers = Collections.nCopies(8, () -> link(booked));
      for (Future<String> asked : threads.invokeAll(askers)) {
        assertThat(asked.get()).contains(booked.id().toString());
      }
    }

    assertThat(drawn() - before).isEqualTo(1);
  }

  @Test
  void aTicketAnotherReplicaIsDrawingIsWaitedFor() throws Exception {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));
    link(booked);
    database.query(
        """
        update document set stored_at = null, next_attempt_at = now() + interval '1 hour'
        where booking_id = $1
        """,
        booked.id());
    double before = drawn();

    try (StatementLog log = new StatementLog("ticket-app");
        ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<String> asked = threads.submit(() -> link(booked));
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !log.sinceMark().only("is_being_made from document").isEmpty());
      database.query("update document set stored_at = now() where booking_id = $1", booked.id());
      assertThat(asked.get()).contains(booked.id().toString());
    }

    assertThat(drawn()).isEqualTo(before);
  }

  @Test
  void itsPaperIsNotedInTheTransactionThatConfirmsIt() {
    UUID event = counter.event();
    Counter.Booked booked = counter.confirmed(event, counter.seat(event));

    assertThat(
            database.count(
                """
                select count(*) from document d join booking_change c on c.booking_id = d.booking_id
                where d.booking_id = $1 and c.status = 'CONFIRMED' and d.created_at <= c.at + interval '1 s'
                """,
                booked.id()))
        .isEqualTo(1);
  }

  private static double drawn() {
    return given()
        .get(ManagementPort.url("/q/metrics"))
        .asString()
        .lines()
        .filter(line -> line.startsWith("loket_documents_made_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void anybodyCanVerifyACodeWithoutANetwork() {
    given()
        .get("/tickets/verification-key")
        .then()
        .statusCode(200)
        .body("algorithm", equalTo("Ed25519"));
  }

  private io.restassured.response.Response checkIn(String code) {
    return counter.organiser().body(Map.of("code", code)).post("/tickets/check-in");
  }

  private String link(Counter.Booked booked) {
    return counter
        .citizen(booked.user())
        .redirects()
        .follow(false)
        .get("/bookings/{id}/ticket", booked.id())
        .then()
        .statusCode(303)
        .extract()
        .header("Location");
  }

  private byte[] download(Counter.Booked booked) throws Exception {
    HttpResponse<byte[]> response = fetch(URI.create(link(booked)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/pdf");
    return response.body();
  }

  private static HttpResponse<byte[]> fetch(URI uri) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
