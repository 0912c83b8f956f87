package id.loket.report.notice;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Browsers that want to be told (Web Push: RFC 8030, 8291, 8292). */
@Path("/push")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices")
public class SubscriptionResource {
  private final Subscriptions subscriptions;
  private final Caller caller;

  SubscriptionResource(Subscriptions subscriptions, Caller caller) {
    this.subscriptions = subscriptions;
    this.caller = caller;
  }

  /** The applicationServerKey for {@code pushManager.subscribe}. */
  public record ServerKey(String publicKey) {}

  /** A browser as its owner sees it, without its keys. */
  @io.quarkus.runtime.annotations.RegisterForReflection // native: the entity of a Response
  public record Browser(UUID id, String endpoint, Instant createdAt) {
    static Browser of(Subscription subscription) {
      return new Browser(subscription.id(), subscription.endpoint(), subscription.createdAt());
    }
  }

  @GET
  @Path("/key")
  @PermitAll
  @Operation(summary = "The key browsers subscribe with")
  @APIResponse(responseCode = "404", description = "push-not-offered")
  public ServerKey key() {
    return new ServerKey(subscriptions.key());
  }

  @POST
  @Path("/subscriptions")
  @Authenticated
  @Operation(
      summary = "Let a browser be told",
      description = "The body is what PushSubscription.toJSON() gives. Choose channel WEB_PUSH.")
  @APIResponse(responseCode = "201", description = "the browser, with Location")
  @APIResponse(responseCode = "409", description = "too-many-subscriptions")
  public Uni<Response> subscribe(@Valid @NotNull Subscription.Subscribe wanted) {
    return subscriptions
        .subscribe(user(), wanted)
        .map(
            made ->
                Response.created(URI.create("/push/subscriptions/" + made.id()))
                    .entity(Browser.of(made))
                    .build());
  }

  @GET
  @Path("/subscriptions")
  @Authenticated
  @Operation(summary = "The caller's browsers")
  public Uni<Map<String, List<Browser>>> list() {
    return subscriptions
        .list(user())
        .map(found -> Map.of("items", found.stream().map(Browser::of).toList()));
  }

  @DELETE
  @Path("/subscriptions/{id}")
  @Authenticated
  @Operation(summary = "Tell a browser no more")
  @APIResponse(responseCode = "204", description = "done")
  @APIResponse(responseCode = "404", description = "subscription-not-found")
  public Uni<Void> unsubscribe(UUID id) {
    return subscriptions.unsubscribe(id, user());
  }

  private UUID user() {
    return caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
  }
}
