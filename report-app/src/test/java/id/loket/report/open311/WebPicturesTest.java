package id.loket.report.open311;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.http.OutboundAddresses;
import id.loket.report.open311.WebPictures.Refused;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a picture's address leads to, nothing inside is reached and every fetch ends. */
class WebPicturesTest {
  private static final int LARGEST = 10_000;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final CountDownLatch over = new CountDownLatch(1);
  private WebSite site;

  @BeforeEach
  void begin() throws IOException {
    site = new WebSite();
  }

  @AfterEach
  void end() {
    over.countDown();
    site.close();
    vertx.closeAndAwait();
  }

  @Test
  void aPictureIsSaved() throws IOException {
    site.serve("/a.jpg", 200, "image/jpeg", new byte[LARGEST]);

    Path file = fetch(site.url("/a.jpg"), Duration.ofSeconds(20));

    assertThat(Files.size(file)).isEqualTo(LARGEST);
  }

  @Test
  void theInsideIsNotReached() {
    WebPictures outside = pictures(Set.of(), false, Duration.ofSeconds(20));

    for (String url :
        new String[] {
          "https://127.0.0.1:" + site.port() + "/a.jpg",
          "https://localhost/a.jpg",
          "https://10.0.0.1/a.jpg",
          "https://169.254.169.254/latest/meta-data",
          "https://[::1]/a.jpg"
        }) {
      assertThatThrownBy(() -> outside.fetch(url).await().atMost(Duration.ofSeconds(20)))
          .isInstanceOf(Refused.class)
          .hasMessage("url-not-allowed");
    }
    assertThat(outside.isAcceptable("http://example.org/a.jpg")).isFalse();
    assertThat(outside.isAcceptable("https://user@example.org/a.jpg")).isFalse();
    assertThat(outside.isAcceptable("not an address")).isFalse();
    assertThat(outside.isAcceptable("https://example.org/a.jpg")).isTrue();
  }

  @Test
  void whereARedirectLeadsIsJudgedToo() {
    site.serve("/a.jpg", 200, "image/jpeg", new byte[10]);
    site.redirect("/inside.jpg", site.url("/a.jpg"));
    WebPictures ofOneHost = pictures(Set.of("localhost"), true, Duration.ofSeconds(20));

    String allowed = "http://localhost:" + site.port();
    assertThat(ofOneHost.fetch(allowed + "/a.jpg").await().atMost(Duration.ofSeconds(20))).exists();
    assertThatThrownBy(
            () -> ofOneHost.fetch(allowed + "/inside.jpg").await().atMost(Duration.ofSeconds(20)))
        .hasMessage("url-not-allowed");
  }

  @Test
  void redirectsInACircleEnd() {
    site.redirect("/round.jpg", "/round.jpg");

    assertThatThrownBy(() -> fetch(site.url("/round.jpg"), Duration.ofSeconds(20)))
        .hasMessage("too-many-redirects");
  }

  @Test
  void whatIsTooLargeIsGivenUpWhetherItSaysSoOrNot() throws IOException {
    site.serve("/said.jpg", 200, "image/jpeg", new byte[LARGEST + 1]);
    site.serve(
        "/endless.jpg",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "image/jpeg");
          exchange.sendResponseHeaders(200, 0);
          while (over.getCount() > 0) {
            exchange.getResponseBody().write(new byte[4096]);
          }
        });

    assertThatThrownBy(() -> fetch(site.url("/said.jpg"), Duration.ofSeconds(20)))
        .hasMessage("too-large");
    assertThatThrownBy(() -> fetch(site.url("/endless.jpg"), Duration.ofSeconds(20)))
        .hasMessage("too-large");
  }

  @Test
  void whoNeverAnswersOrNeverEndsIsGivenUp() {
    site.serve("/silent.jpg", exchange -> awaitEnd());
    site.serve(
        "/slow.jpg",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          awaitEnd();
        });

    for (String path : new String[] {"/silent.jpg", "/slow.jpg"}) {
      assertThatThrownBy(() -> fetch(site.url(path), Duration.ofMillis(500)))
          .rootCause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not fetched within");
    }
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try (Stream<Path> left = Files.list(folder)) {
                return left.findAny().isEmpty();
              }
            });
  }

  @Test
  void whatAProcessLeftBehindGoes() throws IOException {
    Path left = Files.createFile(folder.resolve("fetched-1.part"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    Path underWay = Files.createFile(folder.resolve("fetched-2.part"));
    Path other = Files.createFile(folder.resolve("upload"));

    pictures(Set.of(), true, Duration.ofSeconds(1)).tidy().await().atMost(Duration.ofSeconds(20));

    assertThat(left).doesNotExist();
    assertThat(underWay).exists();
    assertThat(other).exists();
  }

  private void awaitEnd() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Path fetch(String url, Duration timeout) {
    return pictures(Set.of(), true, timeout).fetch(url).await().atMost(Duration.ofSeconds(40));
  }

  private WebPictures pictures(Set<String> hosts, boolean insideToo, Duration timeout) {
    return new WebPictures(
        vertx, new OutboundAddresses(hosts, insideToo), config(timeout), LARGEST);
  }

  private MediaFetchConfig config(Duration timeout) {
    return new MediaFetchConfig() {
      @Override
      public Optional<Set<String>> hosts() {
        return Optional.empty();
      }

      @Override
      public boolean dangerousAllowPrivateAddresses() {
        return false;
      }

      @Override
      public Duration timeout() {
        return timeout;
      }

      @Override
      public int redirects() {
        return 3;
      }

      @Override
      public int tries() {
        return 1;
      }

      @Override
      public Duration firstPause() {
        return Duration.ofSeconds(1);
      }

      @Override
      public int atOnce() {
        return 1;
      }

      @Override
      public Duration keep() {
        return Duration.ofDays(1);
      }

      @Override
      public String folder() {
        return folder.toString();
      }
    };
  }
}
