package id.loket.staging.device;

import java.time.Instant;
import java.util.UUID;

/**
 * A phone and the collector it acts for.
 *
 * @param boundAt when it was registered for that collector
 * @param lastSyncAt when it last pushed or pulled, or null
 */
public record Device(
    UUID id,
    UUID collectorId,
    String model,
    String system,
    int versionCode,
    DeviceStatus status,
    Instant boundAt,
    Instant lastLoginAt,
    Instant lastSyncAt) {}
