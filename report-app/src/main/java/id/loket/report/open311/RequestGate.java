package id.loket.report.open311;

import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.report.media.UploadGate;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets photos in that come with a request, before their bytes reach this disk: they share the room
 * of all other uploads. Whose they are is often in the form, behind them; a wrong key in the
 * address is refused here.
 */
@ApplicationScoped
public class RequestGate {
  private final UploadGate gate;
  private final ApiKeys keys;
  private final Refusals refusals;

  RequestGate(UploadGate gate, ApiKeys keys, Refusals refusals) {
    this.gate = gate;
    this.keys = keys;
    this.refusals = refusals;
  }

  /** Answers what keeps the request out, or nothing. */
  @LimitedRequest
  @ServerRequestFilter
  public Response admit(ContainerRequestContext request, RoutingContext routing) {
    try {
      String key = request.getUriInfo().getQueryParameters().getFirst("api_key");
      if (key != null) {
        keys.require(key);
      }
      gate.reserve(request, routing);
      return null;
    } catch (Problem refused) {
      String format = request.getUriInfo().getPathParameters().getFirst("format");
      return refusals.answer(
          refused,
          Format.of(format),
          Language.preferred(request.getHeaderString("Accept-Language")),
          request.getUriInfo().getRequestUri());
    }
  }
}
