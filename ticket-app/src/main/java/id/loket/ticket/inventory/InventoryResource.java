package id.loket.ticket.inventory;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Stock over HTTP (DESIGN §3). */
@Path("/inventory")
@Tag(name = "Inventory")
public class InventoryResource {
  private final Stock stock;

  InventoryResource(Stock stock) {
    this.stock = stock;
  }

  @GET
  @PermitAll
  @Operation(
      summary = "What stores have",
      description = "In the order of store and item; count is what can still be ordered.")
  @APIResponse(responseCode = "400", description = "invalid-input, invalid-cursor")
  public Uni<Page<StockItem>> list(@Valid @BeanParam StockSearch search) {
    return stock.list(search);
  }

  @PUT
  @Path("/prices")
  @RolesAllowed({Role.ORGANISER, Role.ADMIN})
  @Operation(
      summary = "Say what an item costs",
      description = "Holds for orders made from now on. An item nobody priced costs nothing.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  @APIResponse(responseCode = "404", description = "item-not-found")
  public Uni<StockItem> price(@Valid @NotNull SetPrice price) {
    return stock.price(price);
  }
}
