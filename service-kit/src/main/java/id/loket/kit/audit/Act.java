package id.loket.kit.audit;

import java.net.URI;
import java.util.UUID;

/**
 * Something an administrator, an organiser or an officer does that has to be answered for.
 *
 * @param name its stable name, {@code kind.what-happened}: {@code event.cancelled}
 * @param kind what kind of thing it is done to: {@code event}
 * @param id which one
 * @param before what it was, as it is written in JSON; null for what was not there
 * @param after what it is now; null for what is no more. Neither holds secrets or personal data:
 *     people are ids here, and of what is personal only that it changed is told
 */
public record Act(String name, String kind, String id, Object before, Object after) {

  /** An act on what has an id of ours; {@link #from} and {@link #to} say what it changed. */
  public static Act of(String name, String kind, UUID id) {
    return of(name, kind, id.toString());
  }

  /** An act on what has a name. */
  public static Act of(String name, String kind, String id) {
    return new Act(name, kind, id, null, null);
  }

  /** The same, with what it was before. */
  public Act from(Object before) {
    return new Act(name, kind, id, before, after);
  }

  /** The same, with what it is now. */
  public Act to(Object after) {
    return new Act(name, kind, id, before, after);
  }

  /**
   * An address without what may open a door: no user, no query. Null for null; what is no address
   * is not told at all.
   */
  public static String plain(String url) {
    if (url == null) {
      return null;
    }
    try {
      URI uri = URI.create(url);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      return uri.getScheme() + "://" + uri.getHost() + port + path;
    } catch (IllegalArgumentException malformed) {
      return "-";
    }
  }
}
