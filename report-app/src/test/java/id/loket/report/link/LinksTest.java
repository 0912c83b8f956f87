package id.loket.report.link;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.id.Ids;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens that stand for a reporter, and how long. */
class LinksTest {
  private final UUID report = Ids.next();
  private final Instant now = Instant.now();

  @Test
  void aReportersTokenEnds() {
    String token = linksAt(now).reporterToken(report);

    assertThat(linksAt(now.plus(Duration.ofDays(399))).isReporterToken(report, token)).isTrue();
    assertThat(linksAt(now.plus(Duration.ofDays(401))).isReporterToken(report, token)).isFalse();
    assertThat(linksAt(now).isReporterToken(Ids.next(), token)).isFalse();
    assertThat(linksAt(now).isReporterToken(report, null)).isFalse();
  }

  @Test
  void aLinkAboutAResolutionEnds() {
    UUID voter = UUID.randomUUID();
    String ofReporter = tokenIn(linksAt(now).isItFixed(report, now));
    String ofVoter = tokenIn(linksAt(now).isItFixed(report, now, voter));
    Links later = linksAt(now.plus(Duration.ofDays(89)));
    Links tooLate = linksAt(now.plus(Duration.ofDays(91)));

    assertThat(later.isResolutionToken(report, now, ofReporter)).isTrue();
    assertThat(later.isResolutionToken(report, now, voter, ofVoter)).isTrue();
    assertThat(later.isResolutionToken(report, now.plusSeconds(60), ofReporter)).isFalse();
    assertThat(tooLate.isResolutionToken(report, now, ofReporter)).isFalse();
    assertThat(tooLate.isResolutionToken(report, now, voter, ofVoter)).isFalse();
    assertThat(later.isResolutionToken(report, null, ofReporter)).isFalse();
  }

  private static String tokenIn(URI link) {
    return link.toString().substring(link.toString().indexOf("token=") + "token=".length());
  }

  private static Links linksAt(Instant time) {
    return new Links(
        new LinkConfig() {
          @Override
          public Optional<String> key() {
            return Optional.of("the same on all replicas");
          }

          @Override
          public Duration reporterLifetime() {
            return Duration.ofDays(400);
          }

          @Override
          public Duration resolutionLifetime() {
            return Duration.ofDays(90);
          }

          @Override
          public String publicUrl() {
            return "https://reports.example";
          }
        },
        Clock.fixed(time, ZoneOffset.UTC));
  }
}
