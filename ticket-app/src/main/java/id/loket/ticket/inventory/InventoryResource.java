package id.loket.ticket.inventory;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.page.Page;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
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

/** Stock over HTTP (DESIGN §3). */
@Path("/inventory")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Inventory")
public class InventoryResource {
  private final Stock stock;
  private final StoreOwners owners;
  private final Caller caller;

  InventoryResource(Stock stock, StoreOwners owners, Caller caller) {
    this.stock = stock;
    this.owners = owners;
    this.caller = caller;
  }

  @GET
  @PermitAll
  @Operation(
      summary = "What stores have",
      description =
          "In the order of store and item: what lies on the shelf, what of it is reserved by"
              + " orders, and what can be ordered (available, and count, which is the same).")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<StockItem>> list(@Valid @BeanParam StockSearch search) {
    return stock.list(search);
  }

  @PUT
  @Path("/prices")
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Say what an item costs",
      description =
          "Holds for orders made from now on. An item nobody priced is not sold; what costs nothing"
              + " has the price 0.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "403", description = "store-of-others")
  @APIResponse(responseCode = "404", description = "item-not-found")
  public Uni<StockItem> price(@Valid @NotNull SetPrice price) {
    return stock.price(price, owners.actingFor(caller));
  }
}
