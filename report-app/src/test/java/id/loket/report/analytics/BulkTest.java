package id.loket.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import id.loket.kit.id.Ids;
import id.loket.kit.tls.Authorities;
import id.loket.report.analytics.Bulk.Outcome;
import id.loket.report.testing.ReportAppTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How bulk requests go on when the server is overwhelmed, with a server that says so. */
@ReportAppTest
class BulkTest {
  @Inject Vertx vertx;

  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext(
        "/_bulk",
        exchange -> {
          sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          String[] answer = answers.remove().split(" ", 2);
          byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void whatThereIsNoRoomForIsSentAgainAndNothingElse() {
    ReportChange first = change();
    ReportChange second = change();
    answers.add("429 {\"error\": \"too many requests\"}");
    answers.add("200 " + items(201, 429));
    answers.add("200 " + items(200));
    AtomicInteger signs = new AtomicInteger();

    Outcome outcome =
        send(List.of(first, second), Uni.createFrom().voidItem().invoke(signs::incrementAndGet));

    assertThat(outcome).isEqualTo(new Outcome(2, 0, 3, 0, null));
    assertThat(sent.get(1)).contains(first.id().toString(), second.id().toString());
    assertThat(sent.get(2)).doesNotContain(first.id().toString()).contains(second.id().toString());
    assertThat(signs).hasValue(3);
  }

  @Test
  void whatCanNeverBeTakenIsToldAndHoldsUpNobody() {
    answers.add(
        "200 {\"items\": [{\"index\": {\"status\": 400, \"error\": {\"reason\": \"no such"
            + " field\"}}}, {\"index\": {\"status\": 201}}]}");

    assertThat(send(List.of(change(), change()), Uni.createFrom().voidItem()))
        .isEqualTo(new Outcome(1, 0, 0, 1, "no such field"));
  }

  @Test
  void whatIsThereAlreadyInANewerStateIsFine() {
    answers.add("200 " + items(409));

    assertThat(send(List.of(change()), Uni.createFrom().voidItem()).taken()).isEqualTo(1);
  }

  @Test
  void afterSoManyTriesTheRunEnds() {
    for (int n = 0; n <= 3; n++) {
      answers.add("503 {}");
    }

    assertThatThrownBy(() -> send(List.of(change()), Uni.createFrom().voidItem()))
        .rootCause()
        .isInstanceOf(IOException.class);
    assertThat(sent).hasSize(4);
  }

  private Outcome send(List<ReportChange> changes, Uni<Void> before) {
    AnalyticsConfig config = config("http://127.0.0.1:" + server.getAddress().getPort());
    OpenSearchClient client =
        new OpenSearchClient(config, new ObjectMapper(), vertx, new Authorities(Optional.empty()));
    Bulk bulk = new Bulk(client, new ReportIndexes(client, new ObjectMapper()), config);
    return bulk.send(changes, 1, before).await().atMost(Duration.ofSeconds(30));
  }

  private static String items(int... statuses) {
    List<String> items = new ArrayList<>();
    for (int status : statuses) {
      items.add("{\"index\": {\"status\": " + status + "}}");
    }
    return "{\"items\": [" + String.join(", ", items) + "]}";
  }

  private static ReportChange change() {
    Instant now = Instant.now();
    return new ReportChange(
        Ids.next(),
        7,
        8,
        false,
        "lamp",
        "unit",
        "RECEIVED",
        "API",
        "PUBLIC",
        false,
        false,
        0,
        -6.9,
        107.6,
        now,
        null,
        now,
        now);
  }

  private static AnalyticsConfig config(String url) {
    return new AnalyticsConfig() {
      @Override
      public String url() {
        return url;
      }

      @Override
      public Optional<String> user() {
        return Optional.of("loket");
      }

      @Override
      public Optional<String> password() {
        return Optional.of("secret");
      }

      @Override
      public String schedule() {
        return "off";
      }

      @Override
      public Duration timeout() {
        return Duration.ofSeconds(5);
      }

      @Override
      public int bulk() {
        return 10;
      }

      @Override
      public int retries() {
        return 3;
      }

      @Override
      public Duration firstPause() {
        return Duration.ofMillis(1);
      }

      @Override
      public Duration lease() {
        return Duration.ofSeconds(30);
      }

      @Override
      public Duration settling() {
        return Duration.ofSeconds(30);
      }

      @Override
      public int keepYears() {
        return 10;
      }

      @Override
      public ZoneId zone() {
        return ZoneId.of("Asia/Jakarta");
      }
    };
  }
}
