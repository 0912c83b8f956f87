package id.loket.report.demand;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Forecasts of what stores will be asked for. */
@Path("/forecasts/items")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Role.ORGANISER, Role.ADMIN})
@Tag(name = "Forecasts")
public class DemandResource {
  private final Demand demand;
  private final Caller caller;

  DemandResource(Demand demand, Caller caller) {
    this.demand = demand;
    this.caller = caller;
  }

  /** The forecasts of a store. */
  public record ItemForecasts(List<ItemForecast> items) {}

  @GET
  @Operation(
      summary = "How much of each item a store will be asked for",
      description =
          "Learned from orders as they are placed and cancelled, recent days weighing more. The 250"
              + " most wanted items at most, the most wanted first. Organisers see their own"
              + " stores, once an order has told whose they are.")
  @APIResponse(responseCode = "400", description = "invalid-input")
  public Uni<ItemForecasts> forecast(
      @QueryParam("store") @NotBlank @Size(max = 100) @Parameter(example = "Makassar") String store,
      @QueryParam("item") @Size(max = 100) @Parameter(example = "Kaus") String item,
      @QueryParam("days") @DefaultValue("7") @Min(1) @Max(90) int days) {
    Uni<Void> allowed =
        caller.isAdmin()
            ? Uni.createFrom().voidItem()
            : demand.requireOwner(
                store, caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN)));
    return allowed.chain(() -> demand.forecast(store, item, days)).map(ItemForecasts::new);
  }
}
