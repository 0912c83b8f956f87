package id.loket.ticket.booking;

import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Watches an event's server-sent events as a browser would. */
final class SeatStream implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final BufferedReader lines;

  SeatStream(UUID event) throws Exception {
    URI uri = URI.create("http://localhost:" + RestAssured.port + "/events/" + event + "/stream");
    HttpResponse<java.io.InputStream> response =
        client.send(
            HttpRequest.newBuilder(uri).header("Accept", "text/event-stream").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  String awaitLineContaining(String text) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> lines.lines().filter(line -> line.contains(text)).findFirst().orElseThrow())
        .get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
  }

  void awaitEnd() throws Exception {
    CompletableFuture.runAsync(() -> lines.lines().forEach(line -> {}))
        .get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
