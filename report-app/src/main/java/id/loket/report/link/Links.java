package id.loket.report.link;

import id.loket.kit.id.Ids;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that let whoever holds them act as a report's reporter, without an account: a keyed digest
 * of what they are for, so that none is stored and none can be guessed.
 */
@Singleton
public class Links implements ConfigurationCheck {
  /** The header that carries the token of a report's reporter. */
  public static final String REPORTER_TOKEN_HEADER = "Report-Token";

  private static final int SHORTEST_KEY = 16;
  private static final int TOKEN_BYTES = 18;

  private final LinkConfig config;
  private final byte[] key;

  Links(LinkConfig config) {
    this.config = config;
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
    return equal(reporterToken(reportId), token);
  }

  /** Lets its holder answer once whether that resolution holds. */
  public String resolutionToken(UUID reportId, Instant resolvedAt) {
    return digest("resolution:" + reportId + ":" + resolvedAt.toEpochMilli());
  }

  /** Whether a text is the token of that resolution. */
  public boolean isResolutionToken(UUID reportId, Instant resolvedAt, String token) {
    return resolvedAt != null && equal(resolutionToken(reportId, resolvedAt), token);
  }

  /** The page that asks whether it is fixed. */
  public URI isItFixed(UUID reportId, Instant resolvedAt) {
    return URI.create(
        config.publicUrl()
            + "/reports/"
            + reportId
            + "/fixed?token="
            + resolutionToken(reportId, resolvedAt));
  }

  /** Where a report is read. */
  public URI report(UUID reportId) {
    return URI.create(config.publicUrl() + "/reports/" + reportId);
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
