package id.loket.kit.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An act as the audit trail tells it.
 *
 * @param act its stable name
 * @param before what the object was; absent for what was not there
 * @param after what it is since; absent for what is no more
 * @param outcome where an act is written down before it is done: {@code done}, {@code refused}
 *     (nothing was changed) or {@code unknown} (look at the object); absent where both are one
 *     transaction
 * @param traceId of the request (W3C Trace Context), as it stands in logs
 */
@Schema(
    example =
        """
        {"id": "01890c4e-5f2a-7b3c-8d4e-5f6a7b8c9d0e", "at": "2027-03-01T12:00:00Z",
         "actor": {"id": "01890c4e-5f2a-7b3c-8d4e-5f6a7b8c9d0f", "role": "admin"},
         "act": "user.role-changed",
         "object": {"kind": "user", "id": "01890c4e-5f2a-7b3c-8d4e-5f6a7b8c9d10"},
         "before": {"roles": ["citizen"]}, "after": {"roles": ["citizen", "officer"]},
         "traceId": "0af7651916cd43dd8448eb211c80319c"}
        """)
@RegisterForReflection // native: kept as JSON where there is no table
public record AuditEntry(
    UUID id,
    Instant at,
    Actor actor,
    String act,
    Target object,
    @Schema(implementation = Object.class) JsonNode before,
    @Schema(implementation = Object.class) JsonNode after,
    String outcome,
    String traceId) {

  /** The same, with what came of it. */
  public AuditEntry with(String outcome) {
    return new AuditEntry(id, at, actor, act, object, before, after, outcome, traceId);
  }

  /** What an act was done to. */
  @RegisterForReflection // native: kept as JSON where there is no table
  @Schema(name = "AuditObject")
  public record Target(String kind, String id) {}
}
