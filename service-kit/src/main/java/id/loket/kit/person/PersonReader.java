package id.loket.kit.person;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** What a service keeps of people, wherever that is. */
public interface PersonReader {
  /** All that is kept of a user, as JSON; empty lists for somebody who is not known. */
  Uni<String> dataOf(UUID userId);
}
