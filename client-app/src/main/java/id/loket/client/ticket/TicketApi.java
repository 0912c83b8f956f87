package id.loket.client.ticket;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** ticket-app on the wire. Answers of any status come back as they are. */
@RegisterRestClient(configKey = "ticket-app")
@Path("/bookings")
public interface TicketApi {
  String BEARER = "Authorization";

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  Uni<Response> book(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Idempotency-Key") String key,
      @HeaderParam("Accept-Language") String language,
      SeatRequest request);

  @GET
  @Path("{id}")
  Uni<Response> read(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Accept-Language") String language,
      @PathParam("id") UUID id);

  @DELETE
  @Path("{id}")
  Uni<Response> cancel(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Accept-Language") String language,
      @PathParam("id") UUID id);

  @GET
  @Path("groups/{id}")
  Uni<Response> readGroup(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Accept-Language") String language,
      @PathParam("id") UUID id);

  @DELETE
  @Path("groups/{id}")
  Uni<Response> cancelGroup(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Accept-Language") String language,
      @PathParam("id") UUID id);

  @POST
  @Path("groups/{id}/cancellations")
  @Consumes(MediaType.APPLICATION_JSON)
  Uni<Response> cancelSeats(
      @HeaderParam(BEARER) String bearer,
      @HeaderParam("Accept-Language") String language,
      @PathParam("id") UUID id,
      SeatsToCancel seats);

  @GET
  @Path("{id}/ticket")
  Uni<Response> ticket(@HeaderParam(BEARER) String bearer, @PathParam("id") UUID id);
}
