package id.loket.collector.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A page of devices nothing is taken of any more. */
@RegisterForReflection // native: read with TolerantJson
public record RevocationPage(
    List<Revoked> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {

  /** One of them. */
  @RegisterForReflection // native: read with TolerantJson
  public record Revoked(UUID id, Instant revokedAt) {}
}
