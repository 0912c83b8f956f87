package id.loket.staging.report;

import java.util.UUID;

/** A photo a batch's visits name and nobody declared lost. */
public record PhotoToCheck(UUID id, String sha256) {}
