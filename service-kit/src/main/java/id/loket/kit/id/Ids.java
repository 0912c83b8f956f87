package id.loket.kit.id;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Makes the identifiers of everything Loket stores. */
public final class Ids {
  private Ids() {}

  /** A new UUID version 7 (RFC 9562): ordered by the millisecond it was made in. */
  public static UUID next() {
    return UuidCreator.getTimeOrderedEpoch();
  }
}
