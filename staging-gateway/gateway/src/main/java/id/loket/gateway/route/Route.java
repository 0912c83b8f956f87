package id.loket.gateway.route;

import id.loket.gateway.limit.LimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One way in.
 *
 * @param name as logs and metrics name it
 * @param prefix the path it takes, and everything below
 * @param exact whether it takes that path alone
 * @param methods the methods it takes; all when empty
 * @param upstream the service behind it
 * @param as what the prefix becomes for the service
 * @param token what is asked of the caller's token
 * @param role a role the token must give; null for any
 * @param body how many bytes a body may have
 * @param timeout how long the service may take to begin its answer
 * @param idle how long either side may be silent in the middle of a body
 * @param limits how many requests may come
 * @param keep whether a push is kept for the service while that is away
 */
public record Route(
    String name,
    String prefix,
    boolean exact,
    Set<String> methods,
    String upstream,
    String as,
    TokenRule token,
    String role,
    long body,
    Duration timeout,
    Duration idle,
    List<LimitPolicy> limits,
    boolean keep) {

  /** What is asked of the caller's token before anything is sent on. */
  public enum TokenRule {
    /** A token that is sent must be good; the service decides what it takes without one. */
    OPTIONAL,
    /** Nobody goes on without a good one. */
    REQUIRED
  }

  boolean takes(String path) {
    if (exact) {
      return path.equals(prefix);
    }
    return path.startsWith(prefix)
        && (path.length() == prefix.length()
            || prefix.endsWith("/")
            || path.charAt(prefix.length()) == '/');
  }

  /** Whether the method is one of those it takes. */
  public boolean takesMethod(String method) {
    return methods.isEmpty() || methods.contains(method);
  }

  /** The path for the service, without the query. */
  public String pathBehind(String path) {
    String rest = path.substring(prefix.length());
    String behind = as + rest;
    return behind.startsWith("/") ? behind : "/" + behind;
  }

  /** The public path of what the service calls by that path; the same when it is not below it. */
  public String pathInFront(String behind) {
    return behind.startsWith(as) ? prefix + behind.substring(as.length()) : behind;
  }
}
