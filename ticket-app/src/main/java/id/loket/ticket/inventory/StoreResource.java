package id.loket.ticket.inventory;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Stores, their owners, and what happened to their stock, over HTTP. */
@Path("/inventory")
@Tag(name = "Inventory")
@Produces(MediaType.APPLICATION_JSON)
public class StoreResource {
  private final StoreOwners owners;
  private final Stock stock;
  private final Caller caller;

  StoreResource(StoreOwners owners, Stock stock, Caller caller) {
    this.owners = owners;
    this.stock = stock;
    this.caller = caller;
  }

  @GET
  @Path("/stores")
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Stores and whose they are",
      description = "In the order of their names; organisers see their own.")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<StoreView>> list(@Valid @BeanParam StockSearch search) {
    int limit = search.limit();
    return owners
        .list(owners.actingFor(caller), search.behind().store(), limit + 1)
        .map(
            found ->
                found.size() <= limit
                    ? new Page<>(found, null)
                    : new Page<>(
                        found.subList(0, limit),
                        new StockSearch.Place(found.get(limit - 1).store(), "").encode()));
  }

  @PUT
  @Path("/stores")
  @RolesAllowed(Role.ADMIN)
  @Operation(
      summary = "Say whose a store is",
      description =
          "Without organiserId it is nobody's: only administrators load and price it. A store that"
              + " nobody was said to have is the organiser's who names it first in a file.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  public Uni<StoreView> assign(@Valid @NotNull StoreView store) {
    return owners.assign(store);
  }

  @GET
  @Path("/movements")
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "What changed the stock of an item",
      description =
          "Newest first: every count, change, reservation, release and shipment, each with the file"
              + " or the order it came from. Together they are the stock.")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  @APIResponse(responseCode = "403", description = "store-of-others")
  @APIResponse(responseCode = "404", description = "item-not-found")
  public Uni<Page<Movement>> movements(@Valid @BeanParam MovementSearch search) {
    return stock.movements(owners.actingFor(caller), search);
  }
}
