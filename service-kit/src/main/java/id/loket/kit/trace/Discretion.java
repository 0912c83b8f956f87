package id.loket.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps out of traces what is personal or opens a door: query strings (verification codes,
 * signatures of links to files), parts of paths that nobody could guess (invoice numbers), the
 * addresses and programs people come with.
 */
@Singleton
class Discretion implements SpanProcessor {
  private static final String HIDDEN = "-";
  private static final int LONGEST_PLAIN_PART = 24;
  private static final Pattern UUID =
      Pattern.compile(
          "\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
  private static final AttributeKey<String> FULL = AttributeKey.stringKey("url.full");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final List<AttributeKey<String>> NOT_TOLD =
      List.of(
          AttributeKey.stringKey("url.query"),
          AttributeKey.stringKey("client.address"),
          AttributeKey.stringKey("user_agent.original"));

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    String full = span.getAttribute(FULL);
    if (full != null) {
      span.setAttribute(FULL, withoutSecrets(full));
    }
    String path = span.getAttribute(PATH);
    if (path != null) {
      span.setAttribute(PATH, plain(path));
    }
    for (AttributeKey<String> key : NOT_TOLD) {
      if (span.getAttribute(key) != null) {
        span.setAttribute(key, HIDDEN);
      }
    }
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // what is told at the end is not ours to change any more
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }

  static String withoutSecrets(String url) {
    try {
      URI uri = URI.create(url);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return uri.getScheme() + "://" + uri.getHost() + port + plain(uri.getRawPath());
    } catch (IllegalArgumentException notOne) {
      return HIDDEN;
    }
  }

  /** Ids are told, what is long and no id is not. */
  static String plain(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(part -> isPlain(part) ? part : HIDDEN)
        .collect(Collectors.joining("/"));
  }

  private static boolean isPlain(String part) {
    return (part.length() <= LONGEST_PLAIN_PART && !part.contains("@") && !part.contains("%40"))
        || UUID.matcher(part).matches();
  }
}
