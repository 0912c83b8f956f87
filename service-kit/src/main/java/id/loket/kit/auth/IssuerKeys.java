package id.loket.kit.auth;

import java.security.Key;
import java.util.Optional;

/**
 * The keys of the service that issues user tokens itself. Where there is such a bean, {@link
 * UserKeys} asks it and fetches nothing.
 */
public interface IssuerKeys {
  /** The public key of that id; empty for a key that is not the issuer's. */
  Optional<Key> find(String keyId);
}
