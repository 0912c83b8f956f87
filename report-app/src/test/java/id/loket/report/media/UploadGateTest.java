package id.loket.report.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.photo.Photos;
import id.loket.report.testing.City;
import id.loket.report.testing.ReportAppTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Uploads are let in before their bytes are. */
@ReportAppTest
class UploadGateTest {
  private static final int HUNDRED_MEGABYTES = 100 * 1024 * 1024;

  private final City city = new City();

  @Inject UploadGate gate;

  @Test
  void whoMayNotSendIsToldBeforeAnyByteIsSent() throws IOException {
    City.Made made = city.reported(city.category());

    try (Socket stranger = begin(made, UUID.randomUUID(), HUNDRED_MEGABYTES)) {
      assertThat(answer(stranger)).contains(" 403 ");
    }
    try (Socket anybody = begin(made, null, HUNDRED_MEGABYTES)) {
      assertThat(answer(anybody)).containsPattern(" 40[13] ");
    }
  }

  @Test
  void noMoreIsOnItsWayAtOnceThanThereIsRoomFor() throws IOException {
    City.Made made = city.reported(city.category());
    List<Socket> underWay = new ArrayList<>();
    try {
      for (int uploads = 0; uploads < 5; uploads++) {
        Socket upload = begin(made, made.reporter(), HUNDRED_MEGABYTES);
        underWay.add(upload);
        upload
            .getOutputStream()
            .write(
                "--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n".getBytes());
        long letIn = (uploads + 1L) * HUNDRED_MEGABYTES;
        await().atMost(City.PATIENCE).until(() -> gate.bytesUnderWay() == letIn);
      }
      try (Socket tooMuch = begin(made, made.reporter(), HUNDRED_MEGABYTES)) {
        assertThat(answer(tooMuch)).contains(" 503 ");
      }
      try (Socket geoReport = begin("/open311/v2/requests.json", null, HUNDRED_MEGABYTES)) {
        assertThat(answer(geoReport)).contains(" 503 ");
      }
    } finally {
      for (Socket upload : underWay) {
        upload.close();
      }
    }
    await()
        .atMost(City.PATIENCE)
        .until(
            () ->
                city.upload(city.citizen(made.reporter()), made.id(), Photos.jpeg(20, 20), "BEFORE")
                    .statusCode(),
            status -> status == 202);
  }

  @Test
  void photosOfAGeoReportAreLetInBeforeTheirBytesAre() throws IOException {
    try (Socket request = begin("/open311/v2/requests.json", null, HUNDRED_MEGABYTES)) {
      request
          .getOutputStream()
          .write(
              "--x\r\nContent-Disposition: form-data; name=media; filename=a\r\n\r\n".getBytes());
      await().atMost(City.PATIENCE).until(() -> gate.bytesUnderWay() == HUNDRED_MEGABYTES);
    }
    await().atMost(City.PATIENCE).until(() -> gate.bytesUnderWay() == 0);
    try (Socket wrong = begin("/open311/v2/requests.json?api_key=x", null, HUNDRED_MEGABYTES)) {
      assertThat(answer(wrong)).contains(" 403 ");
    }
  }

  private Socket begin(City.Made made, UUID citizen, int length) throws IOException {
    return begin("/reports/" + made.id() + "/media", citizen, length);
  }

  private Socket begin(String path, UUID citizen, int length) throws IOException {
    Socket socket = new Socket("127.0.0.1", RestAssured.port);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: "
            + length
            + "\r\n"
            + (citizen == null ? "" : "Authorization: " + city.authorization(citizen) + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout((int) City.PATIENCE.toMillis());
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }
}
