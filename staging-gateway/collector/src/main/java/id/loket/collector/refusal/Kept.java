package id.loket.collector.refusal;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A refused item as the database keeps it. */
@RegisterForReflection // native: read with TolerantJson
record Kept(
    UUID id,
    UUID collectorId,
    String collector,
    UUID deviceId,
    String itemId,
    Long sequence,
    String problem,
    String body,
    Instant receivedAt,
    Refusal.Settlement settlement) {

  /** A page of them. */
  @RegisterForReflection // native: read with TolerantJson
  record KeptPage(List<Kept> items, String next) {}
}
