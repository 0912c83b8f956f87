package id.loket.collector.sync;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.BatchView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What the database answers to a sync, as far as it matters here. */
@RegisterForReflection // native: read with TolerantJson
record Stored(int stored, int repeated, List<Refusal> refused, Changes pull, BatchView batch) {
  @RegisterForReflection
  record Refusal(String id, long sequence, String problem) {}

  @RegisterForReflection
  record Changes(boolean full, boolean more, String token, List<Change> changes) {}

  @RegisterForReflection
  record Change(String id, boolean deleted, JsonNode assignment) {}
}
