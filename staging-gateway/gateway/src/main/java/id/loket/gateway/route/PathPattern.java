package id.loket.gateway.route;

import java.util.List;

/**
 * Which paths a route takes: {@code /a/b} that path alone, {@code /a/**} everything from there on;
 * {@code *} stands for one segment.
 *
 * @param prefix without the stars at its end
 * @param exact whether it is that path alone
 */
record PathPattern(String prefix, boolean exact) {
  private static final String BELOW = "/**";

  PathPattern(String text) {
    this(
        text.endsWith(BELOW) ? text.substring(0, text.length() - BELOW.length()) : text,
        !text.endsWith(BELOW));
  }

  boolean takes(String path) {
    if (prefix.contains("*")) {
      return takesSegments(List.of(path.split("/", -1)), List.of(prefix.split("/", -1)));
    }
    return exact
        ? path.equals(prefix)
        : path.startsWith(prefix)
            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
  }

  private boolean takesSegments(List<String> path, List<String> pattern) {
    if (path.size() < pattern.size() || exact && path.size() > pattern.size()) {
      return false;
    }
    for (int n = 0; n < pattern.size(); n++) {
      if (!pattern.get(n).equals("*") && !pattern.get(n).equals(path.get(n))) {
        return false;
      }
    }
    return true;
  }

  /** What stands before the first star: all of a path below it is replaced for the service. */
  String literal() {
    int star = prefix.indexOf("/*");
    return star < 0 ? prefix : prefix.substring(0, star);
  }
}
