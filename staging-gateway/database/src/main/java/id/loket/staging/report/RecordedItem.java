package id.loket.staging.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * An item as it was recorded.
 *
 * @param deviceId the device that recorded it
 * @param hash the SHA-256 of its canonical JSON
 */
public record RecordedItem(UUID id, UUID deviceId, String hash, JsonNode item) {}
