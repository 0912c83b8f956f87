package id.loket.kit.http;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;

/** Strong entity tags made of a row's version (RFC 9110 §8.8.3). */
public final class ETags {
  private ETags() {}

  /** The {@code ETag} of a version, quotes included. */
  public static String of(long version) {
    return "\"" + version + "\"";
  }

  /**
   * The version an {@code If-Match} header demands.
   *
   * @throws Problem {@code precondition-required} (428) without the header, {@code stale} (412) for
   *     one that no version of ours can match
   */
  public static long required(String ifMatch) {
    if (ifMatch == null || ifMatch.isBlank()) {
      throw new Problem(ProblemType.PRECONDITION_REQUIRED);
    }
    String tag = ifMatch.strip();
    if (tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\"")) {
      try {
        return Long.parseLong(tag, 1, tag.length() - 1, 10);
      } catch (NumberFormatException notOurs) {
        throw stale();
      }
    }
    throw stale();
  }

  /** Whether an {@code If-None-Match} header names that version, so that 304 is the answer. */
  public static boolean matches(String ifNoneMatch, long version) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals("*") || ifNoneMatch.contains(of(version)));
  }

  /**
   * That a row is still at the version an update was made for.
   *
   * @throws Problem {@code stale} (412) when it is not
   */
  public static void requireSame(long version, long wanted) {
    if (version != wanted) {
      throw stale();
    }
  }

  /** The problem of an update that somebody else overtook. */
  public static Problem stale() {
    return new Problem(ProblemType.STALE);
  }
}
