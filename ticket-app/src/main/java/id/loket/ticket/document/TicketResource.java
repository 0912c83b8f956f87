package id.loket.ticket.document;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.ServiceAllowed;
import id.loket.ticket.booking.Bookings;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tickets and notices over HTTP (DESIGN §3). */
@Path("/bookings/{id}/ticket")
@Tag(name = "Tickets")
public class TicketResource {
  private final Documents documents;
  private final Bookings bookings;
  private final Caller caller;

  TicketResource(Documents documents, Bookings bookings, Caller caller) {
    this.documents = documents;
    this.bookings = bookings;
    this.caller = caller;
  }

  @GET
  @Authenticated
  @ServiceAllowed("client-app")
  @Produces(MediaType.WILDCARD) // who follows to a PDF accepts PDFs
  @Operation(
      summary = "A booking's PDF",
      description =
          "A ticket when CONFIRMED, a notice with the reason when FAILED or EXPIRED: a redirect to a"
              + " URL that works for some minutes.")
  @APIResponse(responseCode = "303", description = "the PDF is at Location")
  @APIResponse(responseCode = "409", description = "ticket-not-available")
  @APIResponse(responseCode = "503", description = "document-store-unavailable")
  public Uni<Response> ticket(UUID id) {
    return bookings
        .find(id)
        .invoke(placed -> caller.requireActingFor(placed.booking().holder().userId()))
        .chain(documents::link)
        .map(url -> Response.seeOther(url).header(HttpHeaders.CACHE_CONTROL, "no-store").build());
  }
}
