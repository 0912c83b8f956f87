package id.loket.client.user;

import java.util.UUID;

/**
 * Whose an address is.
 *
 * @param issuer where its owner signs in; null for here
 */
record Proven(UUID id, String issuer) {
  boolean isOutside() {
    return issuer != null;
  }
}
