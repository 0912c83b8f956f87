package id.loket.staging.photo;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/** Photos of visits, as far as visits know of them. */
@Singleton
public class Photos {
  private final PhotoStore store;

  Photos(PhotoStore store) {
    this.store = store;
  }

  /** Those of these that a visit has, or waits for. */
  public Uni<Set<UUID>> known(Set<UUID> ids) {
    return store.known(ids);
  }
}
