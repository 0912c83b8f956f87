package id.loket.staging.report;

import java.util.UUID;

/** What the server has of an item, for a device to compare. */
public record ItemHash(UUID id, long sequence, String hash) {}
