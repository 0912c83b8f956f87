package id.loket.collector.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/** A page of what the server has of a device's items for a batch. */
@RegisterForReflection // native: read with TolerantJson
public record ItemPage(List<Item> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {
  /** An item and the SHA-256 of its canonical JSON. */
  @RegisterForReflection
  public record Item(UUID id, long sequence, String hash) {}
}
