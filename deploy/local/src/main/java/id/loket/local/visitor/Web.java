package id.loket.local.visitor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** HTTP with JSON, as anybody may speak it to Loket. Redirects are shown, not followed. */
public final class Web {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final HttpClient client;
  private final String token;

  private Web(HttpClient client, String token) {
    this.client = client;
    this.token = token;
  }

  /** Without signing in, at services that speak TLS. */
  public static Web believing(SSLContext authorities) {
    return new Web(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(authorities)
            .build(),
        null);
  }

  /** The same with an access token. */
  public Web with(String accessToken) {
    return new Web(client, accessToken);
  }

  /** Without signing in. */
  public static Web anonymous() {
    return new Web(CLIENT, null);
  }

  /** With an access token. */
  public static Web signedIn(String accessToken) {
    return new Web(CLIENT, accessToken);
  }

  /** What came back. */
  public record Answer(int status, HttpHeaders headers, byte[] body) {

    /** The body; a missing node when it is empty or no JSON. */
    public JsonNode json() {
      try {
        JsonNode read = body.length == 0 ? null : JSON.readTree(body);
        return read == null ? MissingNode.getInstance() : read;
      } catch (IOException e) {
        return MissingNode.getInstance();
      }
    }

    /** The problem's name, for example {@code hold-refused}; empty when it is none. */
    public String problem() {
      return json().path("type").asText("").replace("urn:loket:problem:", "");
    }

    /** This answer, if its status is that. */
    public Answer require(int... expected) {
      for (int each : expected) {
        if (status == each) {
          return this;
        }
      }
      throw new UnexpectedAnswer(this);
    }

    @Override
    public String toString() {
      String text = new String(body, java.nio.charset.StandardCharsets.UTF_8);
      return status + " " + text.substring(0, Math.min(text.length(), 600));
    }
  }

  /** An answer nobody reckoned with. */
  public static final class UnexpectedAnswer extends RuntimeException {
    private final transient Answer answer;

    UnexpectedAnswer(Answer answer) {
      super("unexpected answer: " + answer);
      this.answer = answer;
    }

    public Answer answer() {
      return answer;
    }
  }

  public Answer get(String url) {
    return send(request(url).GET());
  }

  public Answer delete(String url) {
    return send(request(url).DELETE());
  }

  /**
   * @param body anything Jackson can write; null sends none
   */
  public Answer post(String url, Object body) {
    return send(withBody(request(url), "POST", "application/json", body));
  }

  /** The same with an Idempotency-Key. */
  public Answer post(String url, Object body, String idempotencyKey) {
    return send(
        withBody(request(url), "POST", "application/json", body)
            .header("Idempotency-Key", idempotencyKey));
  }

  public Answer put(String url, Object body) {
    return send(withBody(request(url), "PUT", "application/json", body));
  }

  /** Sends a text as a file of that type. */
  public Answer put(String url, String type, String text) {
    return send(
        request(url)
            .header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes(text))));
  }

  /** JSON Merge Patch on the version named by an ETag. */
  public Answer patch(String url, String etag, Object body) {
    return send(
        withBody(request(url), "PATCH", "application/merge-patch+json", body)
            .header("If-Match", etag));
  }

  /** Changes something by a JSON document of its own, not by a merge patch. */
  public Answer patch(String url, Object body) {
    return send(withBody(request(url), "PATCH", "application/json", body));
  }

  /** Sends a file as a browser's form does, with further fields: names and values in turn. */
  public Answer upload(String url, byte[] file, String contentType, String... fields) {
    String boundary = "----loket" + java.util.UUID.randomUUID();
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      part(form, boundary, "name=\"" + fields[i] + "\"", "text/plain", bytes(fields[i + 1]));
    }
    part(form, boundary, "name=\"file\"; filename=\"foto\"", contentType, file);
    form.writeBytes(bytes("--" + boundary + "--\r\n"));
    return send(
        request(url)
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
  }

  private static void part(
      ByteArrayOutputStream form, String boundary, String names, String type, byte[] content) {
    form.writeBytes(
        bytes(
            "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
                .formatted(boundary, names, type)));
    form.writeBytes(content);
    form.writeBytes(bytes("\r\n"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String url) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).header("Accept", "*/*");
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private static HttpRequest.Builder withBody(
      HttpRequest.Builder request, String method, String type, Object body) {
    try {
      return body == null
          ? request.method(method, HttpRequest.BodyPublishers.noBody())
          : request
              .header("Content-Type", type)
              .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A JSON object, member by member: names and values in turn. */
  public static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new java.util.LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
