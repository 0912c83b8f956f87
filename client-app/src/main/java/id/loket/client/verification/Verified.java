package id.loket.client.verification;

import java.util.UUID;

/** Whose address is verified now. */
public record Verified(UUID userId, boolean verified) {}
