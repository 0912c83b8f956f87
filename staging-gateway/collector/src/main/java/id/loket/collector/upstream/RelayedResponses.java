package id.loket.collector.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers what the database answered, as if it were said here. */
@Singleton
public class RelayedResponses {
  private static final Logger LOG = Logger.getLogger(RelayedResponses.class);
  private static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");
  private static final int UNAUTHENTICATED = 401;

  @ServerExceptionMapper
  Response relayed(Relayed relayed, UriInfo uri) {
    if (relayed.status() == UNAUTHENTICATED) {
      // It is this service the database does not know, not the caller.
      LOG.error("The database does not accept this service's token");
      throw new Problem(ProblemType.INTERNAL);
    }
    Response.ResponseBuilder response = Response.status(relayed.status()).type(PROBLEM_JSON);
    if (relayed.document() instanceof ObjectNode document) {
      response.entity(document.put("instance", uri.getRequestUri().getRawPath()));
    }
    return response.build();
  }
}
