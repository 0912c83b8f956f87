package id.loket.ticket.event;

import id.loket.kit.http.TimeParameter;
import id.loket.kit.page.PageQuery;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** What events are looked for by; used as a bean parameter. */
public class EventSearch extends PageQuery {
  @QueryParam("q")
  @Size(max = 100)
  @Parameter(description = "words in title, venue or description", example = "konser")
  String text;

  @QueryParam("venue")
  @Size(max = 100)
  @Parameter(description = "part of the venue's name")
  String venue;

  @QueryParam("from")
  @Parameter(description = "starting at or after, RFC 3339", example = "2027-01-01T00:00:00Z")
  String from;

  @QueryParam("to")
  @Parameter(description = "starting before, RFC 3339")
  String to;

  String text() {
    return text;
  }

  String venue() {
    return venue;
  }

  Instant from() {
    return TimeParameter.read("from", from);
  }

  Instant to() {
    return TimeParameter.read("to", to);
  }
}
