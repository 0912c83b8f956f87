package id.loket.kit.audit;

import id.loket.kit.http.TimeParameter;
import id.loket.kit.page.PageQuery;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What acts are looked for by; used as a bean parameter. */
public class AuditSearch extends PageQuery {
  @QueryParam("actor")
  @Size(max = 100)
  @Parameter(description = "who: a user's id, or a service's name")
  String actor;

  @QueryParam("act")
  @Size(max = 100)
  @Parameter(description = "what was done", example = "event.cancelled")
  String act;

  @QueryParam("kind")
  @Size(max = 100)
  @Parameter(description = "to what kind of thing", example = "event")
  String kind;

  @QueryParam("object")
  @Size(max = 200)
  @Parameter(description = "to which one: its id")
  String object;

  @QueryParam("from")
  @Parameter(description = "at or after, RFC 3339", example = "2027-01-01T00:00:00Z")
  String from;

  @QueryParam("to")
  @Parameter(description = "before, RFC 3339")
  String to;

  // Read once, though a search may look at thousands of acts.
  private Instant since;
  private Instant until;

  public String actor() {
    return actor;
  }

  public String act() {
    return act;
  }

  public String kind() {
    return kind;
  }

  public String object() {
    return object;
  }

  /** Since when; null for ever. */
  public Instant from() {
    if (since == null) {
      since = TimeParameter.read("from", from);
    }
    return since;
  }

  /** Until when, that moment not included; null for now. */
  public Instant to() {
    if (until == null) {
      until = TimeParameter.read("to", to);
    }
    return until;
  }

  /** Whether an act is looked for, where no database can be asked that; a cursor aside. */
  public boolean matches(AuditEntry entry) {
    return isOr(actor, entry.actor().id())
        && isOr(act, entry.act())
        && isOr(kind, entry.object().kind())
        && isOr(object, entry.object().id())
        && (from() == null || !entry.at().isBefore(from()))
        && (to() == null || entry.at().isBefore(to()));
  }

  private static boolean isOr(String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }
}
