package id.loket.staging.monitoring;

import java.util.List;

/**
 * Collectors who synced since the last look.
 *
 * @param more whether to ask again at once
 * @param token where to go on
 */
public record CollectorChanges(List<CollectorStatus> items, boolean more, String token) {}
