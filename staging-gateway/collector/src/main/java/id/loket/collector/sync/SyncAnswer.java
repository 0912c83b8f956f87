package id.loket.collector.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.BatchView;
import java.time.Instant;
import java.util.List;

/**
 * What became of a sync.
 *
 * @param pull null when nothing was asked for, or the device may learn nothing
 * @param batch the collector's open batch, else their last one
 */
public record SyncAnswer(
    Instant serverTime,
    Pushed push,
    @JsonInclude(JsonInclude.Include.ALWAYS) Pulled pull,
    BatchView batch) {

  /**
   * What became of the items.
   *
   * @param stored items that were new
   * @param repeated items that were stored before
   */
  public record Pushed(int stored, int repeated, List<Refusal> refused) {}

  /**
   * An item that is not taken, however often it is sent.
   *
   * @param id as it came
   * @param problem {@code invalid-item}, {@code id-reused}, {@code batch-unknown} or {@code
   *     consent-missing}
   */
  public record Refusal(String id, Long sequence, String problem, List<FieldFault> errors) {}

  /** What is wrong in a field, and how to mend it. */
  public record FieldFault(String field, String detail) {}

  /**
   * What changed.
   *
   * @param full whether this is part of everything there is
   * @param more whether to ask again at once
   * @param token where to go on
   */
  public record Pulled(boolean full, boolean more, String token, List<Change> changes) {}

  /** Something as it is now; deleted: forget it. */
  public record Change(String kind, String id, boolean deleted, JsonNode assignment) {}
}
