package id.loket.staging.assignment;

import java.util.List;
import java.util.UUID;

/**
 * A page of what changed.
 *
 * @param full whether this is part of everything there is, and nothing else is
 * @param more whether to ask again at once
 * @param token where to go on
 */
public record ChangePage(boolean full, boolean more, String token, List<Change> changes) {

  /**
   * An assignment as it is now.
   *
   * @param assignment null when it is deleted: not this collector's any more
   */
  public record Change(UUID id, boolean deleted, Assignment assignment) {}
}
