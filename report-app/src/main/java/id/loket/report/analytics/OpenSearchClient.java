package id.loket.report.analytics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** OpenSearch's REST interface, as far as analytics needs it. */
@Singleton
class OpenSearchClient {
  private static final String SYSTEM = "opensearch";

  /** An entry per document of a bulk request. */
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final int FIRST_REFUSAL = 400;

  private final AnalyticsConfig config;
  private final ObjectMapper json;
  private final UpstreamCalls calls;
  private final String base;

  OpenSearchClient(
      AnalyticsConfig config, ObjectMapper json, Vertx vertx, Authorities authorities) {
    this.config = config;
    this.json = json;
    this.calls = new UpstreamCalls(vertx, authorities, "report-app", CONNECT_TIMEOUT);
    this.base = config.url().replaceAll("/+$", "");
  }

  /**
   * What came back.
   *
   * @param status below 500
   */
  record Answer(int status, JsonNode body) {
    boolean isRefusal() {
      return status >= FIRST_REFUSAL;
    }

    /** This answer, unless it is a refusal. */
    Answer accepted() {
      if (isRefusal()) {
        throw new Refused(status, reason());
      }
      return this;
    }

    /** OpenSearch's own word for what is wrong. */
    String reason() {
      JsonNode error = body.path("error");
      return error.isTextual()
          ? error.asText()
          : error.path("type").asText("") + ": " + error.path("reason").asText("");
    }
  }

  /** OpenSearch does not do what it was asked for. */
  static final class Refused extends RuntimeException {
    private final int status;

    Refused(int status, String reason) {
      super("OpenSearch answered " + status + ", " + reason);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  Uni<Answer> get(String path) {
    return send(HttpMethod.GET, path, null, "application/json");
  }

  Uni<Answer> delete(String path) {
    return send(HttpMethod.DELETE, path, null, "application/json");
  }

  Uni<Answer> put(String path, JsonNode body) {
    return send(HttpMethod.PUT, path, text(body), "application/json");
  }

  Uni<Answer> post(String path, JsonNode body) {
    return send(HttpMethod.POST, path, text(body), "application/json");
  }

  /**
   * Sends actions and documents, a line each.
   *
   * @return the answer with one entry per action under {@code items}
   */
  Uni<Answer> bulk(String lines) {
    return send(HttpMethod.POST, "/_bulk", lines, "application/x-ndjson");
  }

  private Uni<Answer> send(HttpMethod method, String path, String body, String type) {
    return calls
        .call(
            SYSTEM,
            LARGEST_ANSWER,
            client -> {
              HttpRequest<Buffer> request =
                  client
                      .requestAbs(method, base + path)
                      .timeout(config.timeout().toMillis())
                      .putHeader("Accept", "application/json");
              config.user().ifPresent(user -> request.putHeader("Authorization", login(user)));
              return body == null
                  ? request.send()
                  : request.putHeader("Content-Type", type).sendBuffer(Buffer.buffer(body));
            })
        .onFailure(CircuitBreakerOpenException.class)
        .transform(open -> new IOException("OpenSearch is taken for down", open))
        .map(response -> new Answer(response.statusCode(), read(response)));
  }

  private String login(String user) {
    String login = user + ":" + config.password().orElse("");
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }

  private String text(JsonNode body) {
    return body == null ? null : body.toString();
  }

  private JsonNode read(HttpResponse<Buffer> response) {
    Buffer body = response.body();
    if (body == null || body.length() == 0) {
      return MissingNode.getInstance();
    }
    try {
      return json.readTree(body.toString());
    } catch (JsonProcessingException e) {
      throw new Refused(response.statusCode(), "no JSON");
    }
  }
}
