package id.loket.local.server;

import id.loket.local.secret.LocalAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** One request to a server's own HTTP interface. */
public final class HttpCall {
  // HTTP/1.1: not every server survives the offer to change to HTTP/2.
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private HttpCall() {}

  /** A request that gives up after five seconds. */
  public static HttpRequest.Builder to(String url) {
    return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5));
  }

  /** What a server said. */
  public record Answer(int status, String body) {}

  /** Asks a server whose certificate may be one of that authority. */
  public static Answer answer(HttpRequest request, Optional<LocalAuthority> authority)
      throws IOException, InterruptedException {
    if (authority.isEmpty()) {
      return answer(CLIENT, request);
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .sslContext(authority.get().context())
            .build()) {
      return answer(client, request);
    }
  }

  private static Answer answer(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  /** The answer's status; its body is not wanted. */
  public static int status(HttpRequest request) throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
