package id.loket.staging.exchange;

import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The exchange with the core, for the other services of the staging machine. */
@Path("/exchange")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.SERVICE)
@ServiceAllowed("collector")
@Tag(name = "Exchange")
public class ExchangeResource {
  private final Exchange exchange;

  ExchangeResource(Exchange exchange) {
    this.exchange = exchange;
  }

  @GET
  @Operation(summary = "What was exchanged with the core lately, and whether both sides agree")
  public Uni<Reconciliation> reconciliation() {
    return exchange.reconciliation();
  }
}
