package id.loket.client.ticket;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** ticket-app's alerts about stock on the wire. Answers of any status come back as they are. */
@RegisterRestClient(configKey = "ticket-app")
@Path("/inventory/alerts")
public interface StockAlertApi {
  @GET
  @Path("{id}")
  Uni<Response> read(@HeaderParam(TicketApi.BEARER) String bearer, @PathParam("id") UUID id);
}
