package id.loket.collector.batch;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.BatchView;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A closed batch.
 *
 * @param totals what it adds up to
 */
@RegisterForReflection // native: read with TolerantJson
public record ClosedBatch(BatchView batch, String digest, JsonNode totals) {}
