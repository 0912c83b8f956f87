package id.loket.collector.monitoring;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * Collectors who synced since the last look.
 *
 * @param more whether to ask again at once
 * @param token where to go on
 */
@RegisterForReflection // native: read with TolerantJson
record CollectorChanges(List<CollectorStatus> items, boolean more, String token) {}
