package id.loket.kit.schema;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Of a service that keeps its data elsewhere, or keeps none: always current. */
@DefaultBean
@Singleton
class NoSchema implements Schema {
  @Override
  public String server() {
    return "no database";
  }

  @Override
  public void migrate() {
    // nothing to be brought up to date
  }

  @Override
  public int missing() {
    return 0;
  }
}
