package id.loket.gateway.edge;

import id.loket.kit.id.Ids;
import java.util.regex.Pattern;

/** The id by which a request is found in the logs of every service it went through. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";
  private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  private RequestIds() {}

  /** The caller's own, if it is one that can do no harm in a log; else a new one. */
  static String of(String sent) {
    return sent != null && ACCEPTABLE.matcher(sent).matches() ? sent : Ids.next().toString();
  }
}
