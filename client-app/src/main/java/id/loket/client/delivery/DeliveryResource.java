package id.loket.client.delivery;

import id.loket.kit.auth.Caller;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is on its way to a user. */
@Path("/users/{userId}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "deliveries")
public class DeliveryResource {
  private final Deliveries deliveries;
  private final Caller caller;

  DeliveryResource(Deliveries deliveries, Caller caller) {
    this.deliveries = deliveries;
    this.caller = caller;
  }

  /** The user's deliveries, newest first. Problem: {@code forbidden} (403). */
  @GET
  @Authenticated
  @Operation(summary = "What is on its way to a user, or was")
  @APIResponse(responseCode = "200", description = "a page of deliveries")
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  public Uni<Page<Delivery>> list(UUID userId, @BeanParam PageQuery page) {
    caller.requireActingFor(userId);
    return deliveries.list(userId, page);
  }
}
