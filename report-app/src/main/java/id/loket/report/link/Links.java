package id.loket.report.link;

import id.loket.kit.id.Ids;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that let whoever holds them act as a report's reporter, without an account: a keyed digest
 * of what they are for, so that none is stored and none can be guessed. None is good for ever: what
 * it is for says when it began, a report's id (UUIDv7) or the moment of a resolution. All of them
 * end with another {@code LOKET_LINK_KEY}.
 */
@Singleton
public class Links implements ConfigurationCheck {
  /** The header that carries the token of a report's reporter. */
  public static final String REPORTER_TOKEN_HEADER = "Report-Token";

  private static final int SHORTEST_KEY = 16;
  private static final int TOKEN_BYTES = 18;

  private static final int TIME_BASED = 7;
  private static final int BITS_BEHIND_TIME = 16;

  private final LinkConfig config;
  private final Clock clock;
  private final byte[] key;

  Links(LinkConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.key = config.key().orElseGet(() -> Ids.next().toString()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void check(Faults faults) {
    faults.requiredReadable(
        "LOKET_LINK_KEY",
        config.key(),
        Links::requireLength,
        "set it to a random text of " + SHORTEST_KEY + " characters or more");
  }

  /** Lets its holder see a report whole, add photos to it and change it as its reporter. */
  public String reporterToken(UUID reportId) {
    return digest("reporter:" + reportId);
  }

  /** Whether a text is that token; null is not. */
  public boolean isReporterToken(UUID reportId, String token) {
    return isYounger(madeAt(reportId), config.reporterLifetime())
        && equal(reporterToken(reportId), token);
  }

  /** Whether a text is the token by which the reporter says whether that resolution holds. */
  public boolean isResolutionToken(UUID reportId, Instant resolvedAt, String token) {
    return isRecent(resolvedAt) && equal(ofReporter(reportId, resolvedAt), token);
  }

  /** Whether a text is the token by which that voter says whether that resolution holds. */
  public boolean isResolutionToken(UUID reportId, Instant resolvedAt, UUID voter, String token) {
    return isRecent(resolvedAt) && equal(ofVoter(reportId, resolvedAt, voter), token);
  }

  /** The page that asks the reporter whether it is fixed. */
  public URI isItFixed(UUID reportId, Instant resolvedAt) {
    return fixedPage(reportId, "?token=" + ofReporter(reportId, resolvedAt));
  }

  /** The page that asks somebody who voted for it whether it is fixed. */
  public URI isItFixed(UUID reportId, Instant resolvedAt, UUID voter) {
    return fixedPage(
        reportId, "?voter=" + voter + "&token=" + ofVoter(reportId, resolvedAt, voter));
  }

  /**
   * Not the digest that voters were once sent as well: whoever holds that one is nobody to us, for
   * it does not say who they are.
   */
  private String ofReporter(UUID reportId, Instant resolvedAt) {
    return digest("resolution-reporter:" + reportId + ":" + resolvedAt.toEpochMilli());
  }

  private String ofVoter(UUID reportId, Instant resolvedAt, UUID voter) {
    return digest("resolution-voter:" + reportId + ":" + resolvedAt.toEpochMilli() + ":" + voter);
  }

  private URI fixedPage(UUID reportId, String query) {
    return URI.create(config.publicUrl() + "/reports/" + reportId + "/fixed" + query);
  }

  /** Whether a text is the token by which the reporter answers that question. */
  public boolean isQuestionToken(UUID question, String token) {
    return equal(digest("question:" + question), token);
  }

  /** The page on which the reporter answers that question. */
  public URI question(UUID reportId, UUID question) {
    return URI.create(
        config.publicUrl()
            + "/reports/"
            + reportId
            + "/question/page?token="
            + digest("question:" + question));
  }

  /** Where officers read what their unit has to do. */
  public URI reportsOf(String unit) {
    return URI.create(
        config.publicUrl() + "/reports?unit=" + unit + "&status=RECEIVED,VERIFIED,IN_PROGRESS");
  }

  /** Where a report is read. */
  public URI report(UUID reportId) {
    return URI.create(config.publicUrl() + "/reports/" + reportId);
  }

  private boolean isRecent(Instant resolvedAt) {
    return resolvedAt != null && isYounger(resolvedAt, config.resolutionLifetime());
  }

  private boolean isYounger(Instant moment, Duration lifetime) {
    return moment.plus(lifetime).isAfter(clock.instant());
  }

  /** When that id was made (RFC 9562, 5.7); now for one that does not tell. */
  private Instant madeAt(UUID id) {
    return id.version() == TIME_BASED
        ? Instant.ofEpochMilli(id.getMostSignificantBits() >>> BITS_BEHIND_TIME)
        : clock.instant();
  }

  private static void requireLength(String key) {
    if (key.length() < SHORTEST_KEY) {
      throw new IllegalArgumentException("too short");
    }
  }

  private static boolean equal(String expected, String actual) {
    return actual != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }

  private String digest(String what) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] digest = mac.doFinal(what.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, TOKEN_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }
}
