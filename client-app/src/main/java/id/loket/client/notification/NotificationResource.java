package id.loket.client.notification;

import id.loket.kit.auth.Caller;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a user was told. */
@Path("/users/{userId}/notifications")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "notifications")
public class NotificationResource {
  private final Notifications notifications;
  private final Caller caller;

  NotificationResource(Notifications notifications, Caller caller) {
    this.notifications = notifications;
    this.caller = caller;
  }

  /**
   * Everything the user was told, newest first, each with how far its mail got: one the SMTP server
   * refused says why. In the language of {@code Accept-Language}, else of the user's token.
   */
  @GET
  @Authenticated
  @Operation(summary = "What a user was told, and how far each mail got")
  @APIResponse(responseCode = "200", description = "a page of notifications")
  @APIResponse(responseCode = "403", description = "forbidden: somebody else's")
  public Uni<Page<NotificationView>> list(
      UUID userId,
      @BeanParam PageQuery page,
      @HeaderParam("Accept-Language") @Parameter(hidden = true) String acceptLanguage) {
    caller.requireActingFor(userId);
    Language language =
        acceptLanguage == null
            ? caller.language().orElse(Language.ENGLISH)
            : Language.preferred(acceptLanguage);
    return notifications.list(userId, language, page);
  }
}
