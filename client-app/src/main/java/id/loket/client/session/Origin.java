package id.loket.client.session;

import id.loket.kit.http.ClientAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a sign-in comes from.
 *
 * @param address by what callers are counted ({@link ClientAddress#group})
 * @param device the field device somebody signs in on, where it is one
 */
record Origin(String address, Optional<UUID> device) {
  static Origin of(ClientAddress address) {
    return new Origin(address.group(), Optional.empty());
  }

  /** What somebody who comes again is known by: an address changes, a device stays the same. */
  String place() {
    return device.map(UUID::toString).orElse(address);
  }
}
