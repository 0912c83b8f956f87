package id.loket.report.report;

import java.util.UUID;

/**
 * What somebody does to a report, to be written into its history.
 *
 * @param id of the entry, where it must be known before; else null
 * @param by null when nobody signed in does it
 */
public record Deed(
    UUID id,
    Change.Kind kind,
    UUID by,
    Change.Actor actor,
    String note,
    UUID otherReport,
    UUID mediaId) {
  /** Done by this service itself. */
  public static Deed bySystem(Change.Kind kind) {
    return new Deed(null, kind, null, Change.Actor.SYSTEM, null, null, null);
  }

  /** Done by somebody, with a note or null. */
  public static Deed by(UUID user, Change.Actor actor, Change.Kind kind, String note) {
    return new Deed(null, kind, user, actor, note, null, null);
  }

  /** The same concerning another report. */
  public Deed about(UUID other) {
    return new Deed(id, kind, by, actor, note, other, mediaId);
  }

  /** The same as the entry with that id. */
  public Deed as(UUID entry) {
    return new Deed(entry, kind, by, actor, note, otherReport, mediaId);
  }

  /** The same with a photo. */
  public Deed showing(UUID photo) {
    return new Deed(id, kind, by, actor, note, otherReport, photo);
  }
}
