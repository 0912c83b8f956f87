package id.loket.collector.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/** A page of everything that counts in a batch, as it was recorded. */
@RegisterForReflection // native: read with TolerantJson
public record ContentsPage(
    List<Recorded> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {
  /**
   * An item.
   *
   * @param deviceId the device that recorded it
   * @param hash the SHA-256 of its canonical JSON
   */
  @RegisterForReflection
  public record Recorded(UUID id, UUID deviceId, String hash, JsonNode item) {}
}
