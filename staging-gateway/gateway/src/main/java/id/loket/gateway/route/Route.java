package id.loket.gateway.route;

import id.loket.gateway.limit.LimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One way in.
 *
 * @param name as logs and metrics name it
 * @param path which paths it takes
 * @param methods the methods it takes; all when empty
 * @param upstream the service behind it
 * @param as what the path's beginning, up to the first star, becomes for the service
 * @param token what is asked of the caller's token
 * @param role a role the token must give; null for any
 * @param body how many bytes a body may have
 * @param timeout how long the service may take to begin its answer
 * @param idle how long either side may be silent in the middle of a body
 * @param longest how long all of it may take, from the head of the request to the end of its answer
 * @param limits how many requests may come
 * @param atOnce how many may be under way at once, in this replica
 * @param stream whether its answers go on for as long as somebody listens
 * @param keep whether a push is kept for the service while that is away
 */
public record Route(
    String name,
    PathPattern path,
    Set<String> methods,
    String upstream,
    String as,
    TokenRule token,
    String role,
    long body,
    Duration timeout,
    Duration idle,
    Duration longest,
    List<LimitPolicy> limits,
    int atOnce,
    boolean stream,
    boolean keep) {

  /** What is asked of the caller's token before anything is sent on. */
  public enum TokenRule {
    /** A token that is sent must be good; the service decides what it takes without one. */
    OPTIONAL,
    /** Nobody goes on without a good one. */
    REQUIRED
  }

  boolean takes(String requested) {
    return path.takes(requested);
  }

  /** Whether the method is one of those it takes. */
  public boolean takesMethod(String method) {
    return methods.isEmpty() || methods.contains(method);
  }

  /** The path for the service, without the query. */
  public String pathBehind(String requested) {
    String rest = requested.substring(path.literal().length());
    String behind = as + rest;
    return behind.startsWith("/") ? behind : "/" + behind;
  }

  /** The public path of what the service calls by that path; the same when it is not below it. */
  public String pathInFront(String behind) {
    return behind.startsWith(as) ? path.literal() + behind.substring(as.length()) : behind;
  }
}
