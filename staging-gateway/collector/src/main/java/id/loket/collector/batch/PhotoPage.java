package id.loket.collector.batch;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/** A page of the photos that must be there before a batch can be closed. */
@RegisterForReflection // native: read with TolerantJson
record PhotoPage(List<Photo> items, String next) {
  @RegisterForReflection
  record Photo(UUID id, String sha256) {}
}
