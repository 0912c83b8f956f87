package id.loket.report.report;

import java.util.UUID;

/**
 * What somebody does to a report, to be written into its history.
 *
 * @param by null when nobody signed in does it
 */
public record Deed(
    Change.Kind kind, UUID by, Change.Actor actor, String note, UUID otherReport, UUID mediaId) {
  /** Done by this service itself. */
  public static Deed bySystem(Change.Kind kind) {
    return new Deed(kind, null, Change.Actor.SYSTEM, null, null, null);
  }

  /** Done by somebody, with a note or null. */
  public static Deed by(UUID user, Change.Actor actor, Change.Kind kind, String note) {
    return new Deed(kind, user, actor, note, null, null);
  }

  /** The same concerning another report. */
  public Deed about(UUID other) {
    return new Deed(kind, by, actor, note, other, mediaId);
  }

  /** The same with a photo. */
  public Deed showing(UUID photo) {
    return new Deed(kind, by, actor, note, otherReport, photo);
  }
}
